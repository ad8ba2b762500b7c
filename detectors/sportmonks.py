"""Sportmonks' API tokens.

https://docs.sportmonks.com/football/welcome/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("sportmonks-api-token", "Sportmonks API token")

_TOKEN: Final = made(ALNUM, 60, "sportmonks-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "sport[-_]?monks?",
        alnum(60),
        ("sportmonk", "sport_monk", "sport-monk"),
        ((f"SPORTMONKS_API_TOKEN={_TOKEN}", _TOKEN), (f'"sportmonks_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SPORTMONKS_API_TOKEN={_TOKEN}0x",
            f"SPORTMONKS_API_TOKEN={_TOKEN[:-15]}",
            f"sportmonk_commit={_TOKEN}",
            "SPORTMONKS_API_TOKEN=your_sportmonk_key_goes_here_1",
        ),
    ),
)
