"""Nylas's API keys.

https://developer.nylas.com/docs/v3/auth/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("nylas-api-key", "Nylas API key", part="key")

_KEY: Final = "nyk_v0_" + made(ALNUM, 64)

DETECTORS = (
    prefixed(
        KEY,
        "nyk_v0_[A-Za-z0-9]{64}",
        ("nyk_v0_",),
        ((f"NYLAS_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
