"""Scrapfly's API keys, live and for tests.

https://scrapfly.io/docs/scrape-api/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

KEY = one("scrapfly-api-key", "Scrapfly API key", part="key")

_KEY: Final = "scp-live-" + made(ALNUM, 32, "scrapfly-api-key")

DETECTORS = (
    prefixed(
        KEY,
        r"scp-(?:live|test)-" + alnum(32),
        ("scp-live-", "scp-test-"),
        ((f"SCRAPFLY_API_KEY={_KEY}", _KEY), (f'"scrapfly_api_key": "{_KEY}"', _KEY)),
        (_KEY[:-8], f"x{_KEY}", "scp-live-" + "x" * 32, "scp-live-your-key"),
    ),
)
