"""Tradier's access tokens.

https://docs.tradier.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("tradier-access-token", "Tradier access token")

_TOKEN: Final = made(ALNUM, 28, "tradier-access-token")

DETECTORS = (
    secretive(
        TOKEN,
        "tradier",
        alnum(28),
        ("tradier",),
        ((f"TRADIER_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"tradier_access_token": "{_TOKEN}"', _TOKEN)),
        (
            f"TRADIER_ACCESS_TOKEN={_TOKEN}0x",
            f"TRADIER_ACCESS_TOKEN={_TOKEN[:-7]}",
            f"tradier_commit={_TOKEN}",
            "TRADIER_ACCESS_TOKEN=your_tradier_key_goes_here_1",
        ),
    ),
)
