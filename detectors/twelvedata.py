"""Twelve Data's API keys.

https://twelvedata.com/docs#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("twelve-data-api-key", "Twelve Data API key", part="key")

_KEY: Final = made(HEX, 32, "twelve-data-api-key")

DETECTORS = (
    secretive(
        KEY,
        "twelve[-_]?data",
        hexes(32),
        ("twelvedata", "twelve_data", "twelve-data"),
        ((f"TWELVE_DATA_API_KEY={_KEY}", _KEY), (f'"twelve_data_api_key": "{_KEY}"', _KEY)),
        (
            f"TWELVE_DATA_API_KEY={_KEY}0x",
            f"TWELVE_DATA_API_KEY={_KEY[:-8]}",
            f"twelvedata_commit={_KEY}",
            "TWELVE_DATA_API_KEY=your_twelvedata_key_goes_here_1",
        ),
    ),
)
