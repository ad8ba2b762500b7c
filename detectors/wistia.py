"""Wistia's API tokens.

https://docs.wistia.com/docs/making-api-requests
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("wistia-api-token", "Wistia API token")

_TOKEN: Final = made(HEX, 64, "wistia-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "wistia",
        hexes(64),
        ("wistia",),
        ((f"WISTIA_API_TOKEN={_TOKEN}", _TOKEN), (f'"wistia_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"WISTIA_API_TOKEN={_TOKEN}0x",
            f"WISTIA_API_TOKEN={_TOKEN[:-16]}",
            f"wistia_commit={_TOKEN}",
            "WISTIA_API_TOKEN=your_wistia_key_goes_here_1",
        ),
    ),
)
