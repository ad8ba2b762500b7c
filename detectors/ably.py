"""Ably: an API key, which is the name of a key and its secret.

https://ably.com/docs/auth/basic
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("ably-api-key", "Ably API key", part="key")

_API_KEY: Final = made(ALNUM, 6) + "." + made(ALNUM, 6, "b") + ":" + made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        r"(?<![a-z])ably",
        r"[A-Za-z0-9_\-]{6,8}\.[A-Za-z0-9_\-]{6,8}:[A-Za-z0-9_\-]{22,43}",
        ("ably",),
        (
            (f"ABLY_API_KEY={_API_KEY}", _API_KEY),
            (f'ably-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ABLY_API_KEY={_API_KEY[:-25]}",
            f"checksum={_API_KEY}",
            f"probably={_API_KEY}",
        ),
        prefilter=r'ably[\w.\- "\'`:=,(>]{1,80}[\w\-]{6,8}\.[\w\-]{6,8}:',
    ),
)
