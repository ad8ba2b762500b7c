"""SerpApi's keys.

https://serpapi.com/search-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("serpapi-key", "SerpApi key", part="key")

_KEY: Final = made(HEX, 64, "serpapi-key")

DETECTORS = (
    secretive(
        KEY,
        "serp[-_]?api",
        hexes(64),
        ("serpapi", "serp_api", "serp-api"),
        ((f"SERPAPI_API_KEY={_KEY}", _KEY), (f'"serpapi_api_key": "{_KEY}"', _KEY)),
        (
            f"SERPAPI_API_KEY={_KEY}0x",
            f"SERPAPI_API_KEY={_KEY[:-16]}",
            f"serpapi_commit={_KEY}",
            "SERPAPI_API_KEY=your_serpapi_key_goes_here_1",
        ),
    ),
)
