"""ZenRows' API keys.

https://docs.zenrows.com/universal-scraper-api/api-reference
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("zenrows-api-key", "ZenRows API key", part="key")

_KEY: Final = made(HEX, 40, "zenrows-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zenrows",
        hexes(40),
        ("zenrows",),
        ((f"ZENROWS_API_KEY={_KEY}", _KEY), (f'"zenrows_api_key": "{_KEY}"', _KEY)),
        (
            f"ZENROWS_API_KEY={_KEY}0x",
            f"ZENROWS_API_KEY={_KEY[:-10]}",
            f"zenrows_commit={_KEY}",
            "ZENROWS_API_KEY=your_zenrows_key_goes_here_1",
        ),
    ),
)
