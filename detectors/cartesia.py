"""Cartesia: the API key of an account.

https://docs.cartesia.ai/use-the-api/api-conventions
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_KEY = one("cartesia-api-key", "Cartesia API key", part="key")

_API_KEY: Final = "sk_car_" + made(ALNUM, 22)

DETECTORS = (
    prefixed(
        API_KEY,
        r"sk_car_[A-Za-z0-9_\-]{20,24}",
        ("sk_car_",),
        (
            (f"CARTESIA_API_KEY={_API_KEY}", _API_KEY),
            (f'"token": "{_API_KEY}"', _API_KEY),
        ),
        (
            _API_KEY[:12],
            f"a{_API_KEY}",
            "sk_car_" + "x" * 40,
        ),
    ),
)
