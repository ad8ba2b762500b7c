"""Basis Theory: the key of an application.

https://developers.basistheory.com/docs/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("basistheory-api-key", "Basis Theory API key", part="key")

_API_KEY: Final = "key_" + made(ALNUM, 22)

DETECTORS = (
    named(
        API_KEY,
        r"basis[-_ ]?theory|bt-api-key",
        r"key_(?:(?:test|prod)_[a-z]{2}_(?:pvt|pub)_)?[A-Za-z0-9]{20,24}",
        (
            "basis",
            "bt-api-key",
        ),
        (
            (f"BASIS_THEORY_API_KEY={_API_KEY}", _API_KEY),
            (f"basis_theory_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            "BASIS_THEORY_API_KEY=key_short",
            f"BASISTHEORY_API_KEY=key_{'x' * 22}",
            f"checksum={_API_KEY}",
        ),
    ),
)
