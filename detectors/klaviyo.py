"""Klaviyo's private keys. The public one is a site's six letters and no secret.

https://developers.klaviyo.com/en/docs/authenticate_
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("klaviyo-api-key", "Klaviyo private API key", part="key")

_KEY: Final = "pk_" + made(ALNUM, 34)

DETECTORS = (
    prefixed(
        KEY,
        "pk_[A-Za-z0-9]{34}",
        ("pk_",),
        (
            (f"KLAVIYO_API_KEY={_KEY}", _KEY),
            (f"Authorization: Klaviyo-API-Key {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            "pk_live_1234",
            "pk_" + "a" * 34,
        ),
        prefilter="pk_[a-z0-9]{34}",
        least=3.5,
    ),
)
