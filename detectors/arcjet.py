"""Arcjet: the key of a site.

https://docs.arcjet.com/environment
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

API_KEY = one("arcjet-api-key", "Arcjet key", part="key")

_API_KEY: Final = "ajkey_" + made(LOWER, 26)

DETECTORS = (
    prefixed(
        API_KEY,
        r"ajkey_[a-z0-9]{26}",
        ("ajkey_",),
        (
            (f"ARCJET_KEY={_API_KEY}", _API_KEY),
            (f'client = Client("{_API_KEY}")', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"ajkey_{'x' * (len(_API_KEY) - 6)}",
        ),
    ),
)
