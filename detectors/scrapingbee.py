"""ScrapingBee's API keys.

https://www.scrapingbee.com/documentation/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("scrapingbee-api-key", "ScrapingBee API key", part="key")

_KEY: Final = made(ALNUM, 80, "scrapingbee-api-key")

DETECTORS = (
    secretive(
        KEY,
        "scraping[-_]?bee",
        alnum(80),
        ("scrapingbee", "scraping_bee", "scraping-bee"),
        ((f"SCRAPINGBEE_API_KEY={_KEY}", _KEY), (f'"scrapingbee_api_key": "{_KEY}"', _KEY)),
        (
            f"SCRAPINGBEE_API_KEY={_KEY}0x",
            f"SCRAPINGBEE_API_KEY={_KEY[:-20]}",
            f"scrapingbee_commit={_KEY}",
            "SCRAPINGBEE_API_KEY=your_scrapingbee_key_goes_here_1",
        ),
    ),
)
