"""Serper's API keys.

https://serper.dev/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("serper-api-key", "Serper API key", part="key")

_KEY: Final = made(HEX, 40, "serper-api-key")

DETECTORS = (
    secretive(
        KEY,
        "serper",
        hexes(40),
        ("serper",),
        ((f"SERPER_API_KEY={_KEY}", _KEY), (f'"serper_api_key": "{_KEY}"', _KEY)),
        (
            f"SERPER_API_KEY={_KEY}0x",
            f"SERPER_API_KEY={_KEY[:-10]}",
            f"serper_commit={_KEY}",
            "SERPER_API_KEY=your_serper_key_goes_here_1",
        ),
    ),
)
