"""spoonacular's API keys.

https://spoonacular.com/food-api/docs#Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("spoonacular-api-key", "spoonacular API key", part="key")

_KEY: Final = made(HEX, 32, "spoonacular-api-key")

DETECTORS = (
    secretive(
        KEY,
        "spoonacular",
        hexes(32),
        ("spoonacular",),
        ((f"SPOONACULAR_API_KEY={_KEY}", _KEY), (f'"spoonacular_api_key": "{_KEY}"', _KEY)),
        (
            f"SPOONACULAR_API_KEY={_KEY}0x",
            f"SPOONACULAR_API_KEY={_KEY[:-8]}",
            f"spoonacular_commit={_KEY}",
            "SPOONACULAR_API_KEY=your_spoonacular_key_goes_here_1",
        ),
    ),
)
