"""RapidAPI's keys, which were Mashape's.

https://docs.rapidapi.com/docs/keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("rapidapi-key", "RapidAPI key", part="key")

_KEY: Final = made(ALNUM, 50, "rapidapi-key")

DETECTORS = (
    secretive(
        KEY,
        "rapid[-_]?api|mashape",
        alnum(50, also="_\\-"),
        ("rapidapi", "rapid-api", "rapid_api", "mashape"),
        ((f"RAPIDAPI_KEY={_KEY}", _KEY), (f'"rapidapi_key": "{_KEY}"', _KEY)),
        (
            f"RAPIDAPI_KEY={_KEY}0x",
            f"RAPIDAPI_KEY={_KEY[:-12]}",
            f"rapidapi_commit={_KEY}",
            "RAPIDAPI_KEY=your_rapidapi_key_goes_here_1",
        ),
    ),
)
