"""Rainforest's API keys, of production.

https://docs.rainforestpay.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one
from .secretive import hexes

KEY = one("rainforest-api-key", "Rainforest API key", part="key")

_KEY: Final = "apikey_" + made(HEX, 64, "rainforest")

DETECTORS = (
    named(
        KEY,
        "rainforest",
        "apikey_" + hexes(64),
        ("rainforest",),
        ((f"RAINFOREST_API_KEY={_KEY}", _KEY), (f'"rainforest_api_key": "{_KEY}"', _KEY)),
        (f"RAINFOREST_API_KEY=sbx_{_KEY}", f"API_KEY={_KEY}", "RAINFOREST_API_KEY=apikey_" + "0" * 64),
    ),
)
