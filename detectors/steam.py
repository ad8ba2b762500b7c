"""Steam's Web API keys.

https://steamcommunity.com/dev
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one
from .secretive import hexes

KEY = one("steam-web-api-key", "Steam Web API key", part="key")

_KEY: Final = made(HEX, 32, "steam-web-api-key")

DETECTORS = (
    named(
        KEY,
        "steam[-_]?(?:web)?[-_]?(?:api|key|token)",
        hexes(32),
        ("steam",),
        ((f"STEAM_API_KEY={_KEY}", _KEY), (f'"steam_api_key": "{_KEY}"', _KEY)),
        (f"STEAM_API_KEY={_KEY}0x", f"STEAM_API_KEY={_KEY[:-8]}", "STEAM_API_KEY=your_steam_key_goes_here_1"),
        prefilter=r"steam[-_]?(?:web)?[-_]?(?:api|key|token)",
    ),
)
