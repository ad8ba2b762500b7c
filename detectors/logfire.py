"""Pydantic Logfire's write tokens.

https://logfire.pydantic.dev/docs/how-to-guides/create-write-tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("logfire-write-token", "Logfire write token")

_TOKEN: Final = "pylf_v1_us_" + made(ALNUM, 43)

DETECTORS = (
    prefixed(
        TOKEN,
        "pylf_v[0-9]_(?:us|eu|stagingus|stagingeu)_[A-Za-z0-9]{43}",
        ("pylf_v",),
        ((f"LOGFIRE_TOKEN={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
)
