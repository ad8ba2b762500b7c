"""Cursor: the keys of its API and of its command line.

https://cursor.com/docs/account/teams/admin-api
"""

from __future__ import annotations

from typing import Final

from .base import Parts
from .forms import HEX, LOWER, made, named, one, prefixed

API_KEY = one("cursor-api-key", "Cursor API key", part="key")

_PAST_F: Final = 10
_API_KEY: Final = "key_" + made(HEX, 64)
_MIXED: Final = "key_" + made(LOWER, 64)


def _letters_too(parts: Parts) -> bool:
    """A hash behind `key_` has no letter past f."""
    return len(set(parts["key"].reveal().partition("_")[2]) - set(HEX)) >= _PAST_F


DETECTORS = (
    prefixed(
        API_KEY,
        r"(?:key|crsr)_[a-z0-9]{64}",
        ("key_", "crsr_"),
        ((f"curl -u {_MIXED}: https://api.cursor.com/teams/members", _MIXED), (f"apiKey: {_MIXED}", _MIXED)),
        (_MIXED[:-1], f"{_MIXED}0", f"cache {_API_KEY}", "key_" + "x" * 64),
        least=4.0,
        check=_letters_too,
        prefilter=r"(key|crsr)_[a-z0-9]{64}",
    ),
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
        prefilter=r"(key|crsr)_[a-z0-9]{64}",
    ),
)
