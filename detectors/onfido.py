"""Onfido's API tokens of a live account.

https://documentation.onfido.com/api/latest/#api-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, URL_SAFE, made, one, prefixed

TOKEN = one("onfido-api-token", "Onfido API token")

_TOKEN: Final = f"api_live.{made(URL_SAFE, 11)}.{made(ALNUM, 32)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"api_live(?:_(?:us|ca))?\.[A-Za-z0-9_\-]{11}\.[A-Za-z0-9_\-]{32}",
        ("api_live",),
        (
            (f"Authorization: Token token={_TOKEN}", _TOKEN),
            (f"ONFIDO_API_TOKEN={_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
)
