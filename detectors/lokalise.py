"""Lokalise's API tokens.

https://developers.lokalise.com/reference/api-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("lokalise-api-token", "Lokalise API token")

_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        TOKEN,
        "lokalise",
        "[0-9a-f]{40}",
        ("lokalise",),
        (
            (f"LOKALISE_TOKEN={_TOKEN}", _TOKEN),
            (f"lokalise_api_token: {_TOKEN}", _TOKEN),
        ),
        (
            f"LOKALISE_TOKEN={_TOKEN}0",
            f"lokalise at commit {_TOKEN}",
        ),
        common=True,
    ),
)
