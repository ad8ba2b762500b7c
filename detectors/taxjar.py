"""TaxJar's API tokens.

https://developers.taxjar.com/api/reference/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("taxjar-api-token", "TaxJar API token")

_TOKEN: Final = made(HEX, 32, "taxjar-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "taxjar",
        hexes(32),
        ("taxjar",),
        ((f"TAXJAR_API_TOKEN={_TOKEN}", _TOKEN), (f'"taxjar_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"TAXJAR_API_TOKEN={_TOKEN}0x",
            f"TAXJAR_API_TOKEN={_TOKEN[:-8]}",
            f"taxjar_commit={_TOKEN}",
            "TAXJAR_API_TOKEN=your_taxjar_key_goes_here_1",
        ),
    ),
)
