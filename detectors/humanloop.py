"""Humanloop's API keys.

https://humanloop.com/docs/getting-started/overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("humanloop-api-key", "Humanloop API key", part="key")

_KEY: Final = "hl_sk_" + made(HEX, 48, "humanloop")

DETECTORS = (
    prefixed(
        KEY,
        r"hl_sk_" + hexes(48),
        ("hl_sk_",),
        (
            (f"HUMANLOOP_API_KEY={_KEY}", _KEY),
            (f"X-API-KEY: {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "hl_sk_" + "0" * 48,
            "hl_sk_key_conversion",
        ),
        least=3.2,
    ),
)
