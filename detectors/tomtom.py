"""TomTom's API keys.

https://developer.tomtom.com/knowledgebase/platform/articles/how-to-get-an-tomtom-api-key/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("tomtom-api-key", "TomTom API key", part="key")

_KEY: Final = made(ALNUM, 32, "tomtom-api-key")

DETECTORS = (
    secretive(
        KEY,
        "tomtom",
        alnum(32),
        ("tomtom",),
        ((f"TOMTOM_API_KEY={_KEY}", _KEY), (f'"tomtom_api_key": "{_KEY}"', _KEY)),
        (
            f"TOMTOM_API_KEY={_KEY}0x",
            f"TOMTOM_API_KEY={_KEY[:-8]}",
            f"tomtom_commit={_KEY}",
            "TOMTOM_API_KEY=your_tomtom_key_goes_here_1",
        ),
    ),
)
