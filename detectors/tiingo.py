"""Tiingo's API tokens.

https://www.tiingo.com/documentation/general/overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("tiingo-api-token", "Tiingo API token")

_TOKEN: Final = made(HEX, 40, "tiingo-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "tiingo",
        hexes(40),
        ("tiingo",),
        ((f"TIINGO_API_TOKEN={_TOKEN}", _TOKEN), (f'"tiingo_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"TIINGO_API_TOKEN={_TOKEN}0x",
            f"TIINGO_API_TOKEN={_TOKEN[:-10]}",
            f"tiingo_commit={_TOKEN}",
            "TIINGO_API_TOKEN=your_tiingo_key_goes_here_1",
        ),
    ),
)
