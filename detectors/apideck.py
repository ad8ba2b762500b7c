"""Apideck: the API key of an application.

https://developers.apideck.com/get-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("apideck-api-key", "Apideck API key", part="key")

_API_KEY: Final = "sk_live_" + made(ALNUM, 93)

DETECTORS = (
    named(
        API_KEY,
        r"apideck",
        r"sk_(?:live|test)_[A-Za-z0-9\-]{80,110}",
        ("apideck",),
        (
            (f"APIDECK_API_KEY={_API_KEY}", _API_KEY),
            (f"apideck_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"APIDECK_API_KEY={_API_KEY[:60]}",
            f"APIDECK_API_KEY=sk_live_{'x' * 93}",
            f"checksum={_API_KEY[8:]}",
        ),
    ),
)
