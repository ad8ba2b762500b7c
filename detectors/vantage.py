"""Vantage's API tokens.

https://docs.vantage.sh/api_authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("vantage-api-token", "Vantage API token")

_TOKEN: Final = "vntg_tkn_" + made(HEX, 40, "vantage-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"vntg_tkn_" + hexes(40),
        ("vntg_tkn_",),
        ((f"VANTAGE_API_TOKEN={_TOKEN}", _TOKEN), (f'"vantage_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "vntg_tkn_" + "x" * 40, "vntg_tkn_your-key"),
    ),
)
