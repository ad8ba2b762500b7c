"""Scalingo's API tokens.

https://developers.scalingo.com/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("scalingo-api-token", "Scalingo API token")

_TOKEN: Final = "tk-us-" + made(ALNUM, 48, "scalingo-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tk-us-" + alnum(48, also="_\\-"),
        ("tk-us-",),
        ((f"SCALINGO_API_TOKEN={_TOKEN}", _TOKEN), (f'"scalingo_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-12], f"x{_TOKEN}", "tk-us-" + "x" * 48, "tk-us-your-key"),
    ),
)
