"""Ubidots' API keys and tokens.

https://docs.ubidots.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("ubidots-token", "Ubidots token")

_TOKEN: Final = "BBFF-" + made(ALNUM, 30, "ubidots-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"BB(?:FF|US)-" + alnum(30, 40),
        ("bbff-", "bbus-"),
        ((f"UBIDOTS_TOKEN={_TOKEN}", _TOKEN), (f'"ubidots_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "BBFF-" + "x" * 30, "BBFF-your-key"),
    ),
)
