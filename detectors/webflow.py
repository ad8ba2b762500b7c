"""Webflow's API tokens.

https://developers.webflow.com/data/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("webflow-api-token", "Webflow API token")

_TOKEN: Final = made(HEX, 64, "webflow-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "webflow",
        hexes(64),
        ("webflow",),
        ((f"WEBFLOW_API_TOKEN={_TOKEN}", _TOKEN), (f'"webflow_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"WEBFLOW_API_TOKEN={_TOKEN}0x",
            f"WEBFLOW_API_TOKEN={_TOKEN[:-16]}",
            f"webflow_commit={_TOKEN}",
            "WEBFLOW_API_TOKEN=your_webflow_key_goes_here_1",
        ),
    ),
)
