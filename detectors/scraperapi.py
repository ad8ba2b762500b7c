"""ScraperAPI's keys.

https://docs.scraperapi.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("scraperapi-key", "ScraperAPI key", part="key")

_KEY: Final = made(HEX, 32, "scraperapi-key")

DETECTORS = (
    secretive(
        KEY,
        r"(?<!web)(?<!web[-_])scraper[-_]?api",
        hexes(32),
        ("scraperapi", "scraper_api", "scraper-api"),
        ((f"SCRAPERAPI_KEY={_KEY}", _KEY), (f'"scraperapi_key": "{_KEY}"', _KEY)),
        (
            f"SCRAPERAPI_KEY={_KEY}0x",
            f"SCRAPERAPI_KEY={_KEY[:-8]}",
            f"scraperapi_commit={_KEY}",
            "SCRAPERAPI_KEY=your_scraperapi_key_goes_here_1",
        ),
    ),
)
