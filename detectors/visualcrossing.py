"""Visual Crossing's API keys.

https://www.visualcrossing.com/resources/documentation/weather-api/timeline-weather-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("visual-crossing-api-key", "Visual Crossing API key", part="key")

_KEY: Final = made(ALNUM, 25, "visual-crossing-api-key")

DETECTORS = (
    secretive(
        KEY,
        "visual[-_]?crossing",
        alnum(25),
        ("visualcrossing", "visual_crossing", "visual-crossing"),
        ((f"VISUAL_CROSSING_API_KEY={_KEY}", _KEY), (f'"visual_crossing_api_key": "{_KEY}"', _KEY)),
        (
            f"VISUAL_CROSSING_API_KEY={_KEY}0x",
            f"VISUAL_CROSSING_API_KEY={_KEY[:-6]}",
            f"visualcrossing_commit={_KEY}",
            "VISUAL_CROSSING_API_KEY=your_visualcrossing_key_goes_here_1",
        ),
    ),
)
