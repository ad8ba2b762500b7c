"""Metabase's API keys.

https://www.metabase.com/docs/latest/people-and-groups/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, one, prefixed

KEY = one("metabase-api-key", "Metabase API key", part="key")

_KEY: Final = "mb_" + made(BASE64, 43) + "="

DETECTORS = (
    prefixed(
        KEY,
        "mb_[A-Za-z0-9+/]{43}=",
        ("mb_",),
        (
            (f"METABASE_API_KEY={_KEY}", _KEY),
            (f"x-api-key: {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"th{_KEY}",
            f"mb_{'A' * 43}=",
        ),
        prefilter="mb_[A-Za-z0-9+/]{43}=",
        least=3.8,
    ),
)
