"""Samsara's API tokens.

https://developers.samsara.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("samsara-api-token", "Samsara API token")

_TOKEN: Final = "samsara_api_" + made(ALNUM, 30, "samsara-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"samsara_api_" + alnum(30),
        ("samsara_api_",),
        ((f"SAMSARA_API_TOKEN={_TOKEN}", _TOKEN), (f'"samsara_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "samsara_api_" + "x" * 30, "samsara_api_your-key"),
    ),
)
