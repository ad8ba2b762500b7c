"""Cursor: the keys of its API and of its command line.

https://cursor.com/docs/account/teams/admin-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

API_KEY = one("cursor-api-key", "Cursor API key", part="key")

_API_KEY: Final = "key_" + made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        r"cursor",
        r"(?:key|crsr)_[a-f0-9]{64}",
        ("cursor",),
        (
            (f"CURSOR_API_KEY={_API_KEY}", _API_KEY),
            (f'"cursor_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CURSOR_API_KEY={_API_KEY[:-1]}",
            f"CURSOR_API_KEY={_API_KEY.replace('key', 'tok')}",
            f"cache {_API_KEY}",
        ),
        prefilter=r"cursor[\s\S]{0,120}(?:key|crsr)_[a-f0-9]{64}",
    ),
)
