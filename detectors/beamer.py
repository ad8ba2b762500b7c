"""Beamer: the API key of an account.

https://www.getbeamer.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("beamer-api-key", "Beamer API key", part="key")

_API_KEY: Final = "b_" + made(ALNUM, 43) + "="

DETECTORS = (
    named(
        API_KEY,
        r"beamer",
        r"b_[A-Za-z0-9_\-]{43}[A-Za-z0-9_\-=]",
        ("beamer",),
        (
            (f"BEAMER_API_KEY={_API_KEY}", _API_KEY),
            (f'"beamer_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BEAMER_API_KEY={_API_KEY[:-6]}",
            f"BEAMER_API_KEY=b_{'x' * 44}",
            f"checksum={_API_KEY}",
        ),
    ),
)
