"""Transifex' API tokens.

https://developers.transifex.com/reference/api-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one
from .secretive import hexes

TOKEN = one("transifex-api-token", "Transifex API token")

_TOKEN: Final = "1/" + made(HEX, 40, "transifex")

DETECTORS = (
    named(
        TOKEN,
        "transifex|tx[-_]token",
        "1/" + hexes(40),
        ("transifex", "tx_token", "tx-token"),
        ((f"TRANSIFEX_API_TOKEN={_TOKEN}", _TOKEN), (f'"transifex_api_token": "{_TOKEN}"', _TOKEN)),
        (f"TRANSIFEX_API_TOKEN={_TOKEN}0", f"TRANSIFEX_API_TOKEN={_TOKEN[:-1]}", "TRANSIFEX_API_TOKEN=1/your-token"),
    ),
)
