"""Shippo's API tokens, live and for tests.

https://docs.goshippo.com/docs/guides_general/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("shippo-api-token", "Shippo API token")

_TOKEN: Final = "shippo_live_" + made(HEX, 40, "shippo-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"shippo_(?:live|test)_" + hexes(40),
        ("shippo_live_", "shippo_test_"),
        ((f"SHIPPO_API_TOKEN={_TOKEN}", _TOKEN), (f'"shippo_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "shippo_live_" + "x" * 40, "shippo_live_your-key"),
    ),
)
