"""Neon's API keys. The connection strings of its databases are those of postgres.py.

https://neon.com/docs/manage/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

KEY = one("neon-api-key", "Neon API key", part="key")

_KEY: Final = "napi_" + made(LOWER, 64)

DETECTORS = (
    prefixed(
        KEY,
        "napi_[a-z0-9]{64}",
        ("napi_",),
        ((f"NEON_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"napi_{'0' * 64}",
        ),
    ),
)
