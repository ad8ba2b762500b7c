"""Daytona's API keys.

https://www.daytona.io/docs/en/api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("daytona-api-key", "Daytona API key", part="key")

_KEY: Final = "dtn_" + made(HEX, 64)

DETECTORS = (
    prefixed(
        KEY,
        r"dtn_[0-9a-f]{64}",
        ("dtn_",),
        ((f"DAYTONA_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
    ),
)
