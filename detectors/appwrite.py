"""Appwrite: the API key of a project.

https://appwrite.io/docs/advanced/platform/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

API_KEY = one("appwrite-api-key", "Appwrite API key", part="key")

_API_KEY: Final = "standard_" + made(HEX, 256)

DETECTORS = (
    prefixed(
        API_KEY,
        r"standard_[a-f0-9]{256}",
        ("standard_",),
        (
            (f"APPWRITE_API_KEY={_API_KEY}", _API_KEY),
            (f'"token": "{_API_KEY}"', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"standard_{'x' * (len(_API_KEY) - 9)}",
        ),
    ),
)
