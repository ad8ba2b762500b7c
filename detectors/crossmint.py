"""Crossmint: the server keys of a project, of production or of staging.

https://docs.crossmint.com/introduction/platform/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_KEY = one("crossmint-api-key", "Crossmint server key", part="key")

_API_KEY: Final = "sk_production_" + made(ALNUM, 48)

DETECTORS = (
    prefixed(
        API_KEY,
        r"sk_(?:staging|production)_[A-Za-z0-9]{24,200}",
        (
            "sk_staging_",
            "sk_production_",
        ),
        (
            (f"CROSSMINT_SERVER_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:12],
            f"a{_API_KEY}",
            "sk_production_" + "x" * 40,
        ),
    ),
)
