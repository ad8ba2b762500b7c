"""Brave: the keys of its search API.

https://api-dashboard.search.brave.com/app/documentation/web-search/get-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

SEARCH_API_KEY = one("brave-search-api-key", "Brave Search API key", part="key")

_SEARCH_API_KEY: Final = "BSA" + made(ALNUM, 28)

DETECTORS = (
    named(
        SEARCH_API_KEY,
        r"brave|subscription-token",
        r"BSA[A-Za-z0-9_\-]{28}",
        (
            "brave",
            "subscription-token",
        ),
        (
            (f"BRAVE_SEARCH_API_KEY={_SEARCH_API_KEY}", _SEARCH_API_KEY),
            (f'headers = {{"X-Subscription-Token": "{_SEARCH_API_KEY}"}}', _SEARCH_API_KEY),
        ),
        (
            f"BRAVE_SEARCH_API_KEY={_SEARCH_API_KEY[:-6]}",
            f"BRAVE_API_KEY=BSA{'x' * 28}",
            f"checksum={_SEARCH_API_KEY}",
        ),
    ),
)
