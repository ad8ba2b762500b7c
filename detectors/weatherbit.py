"""Weatherbit's API keys.

https://www.weatherbit.io/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("weatherbit-api-key", "Weatherbit API key", part="key")

_KEY: Final = made(HEX, 32, "weatherbit-api-key")

DETECTORS = (
    secretive(
        KEY,
        "weatherbit",
        hexes(32),
        ("weatherbit",),
        ((f"WEATHERBIT_API_KEY={_KEY}", _KEY), (f'"weatherbit_api_key": "{_KEY}"', _KEY)),
        (
            f"WEATHERBIT_API_KEY={_KEY}0x",
            f"WEATHERBIT_API_KEY={_KEY[:-8]}",
            f"weatherbit_commit={_KEY}",
            "WEATHERBIT_API_KEY=your_weatherbit_key_goes_here_1",
        ),
    ),
)
