"""YNAB's personal access tokens.

https://api.ynab.com/#personal-access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("ynab-access-token", "YNAB access token")

_TOKEN: Final = made(ALNUM, 43, "ynab-access-token")

DETECTORS = (
    secretive(
        TOKEN,
        "ynab",
        alnum(43, 64, also="_\\-"),
        ("ynab",),
        ((f"YNAB_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"ynab_access_token": "{_TOKEN}"', _TOKEN)),
        (f"YNAB_ACCESS_TOKEN={_TOKEN[:-10]}", f"ynab_commit={_TOKEN}", "YNAB_ACCESS_TOKEN=your_ynab_key_goes_here_1"),
    ),
)
