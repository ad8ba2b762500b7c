"""Replicate's API tokens.

https://replicate.com/docs/topics/security/api-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("replicate-api-token", "Replicate API token")

_TOKEN: Final = "r8_" + made(ALNUM, 37, "replicate-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"r8_" + alnum(37),
        ("r8_",),
        ((f"REPLICATE_API_TOKEN={_TOKEN}", _TOKEN), (f'"replicate_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-9], f"x{_TOKEN}", "r8_" + "x" * 37, "r8_your-key"),
    ),
)
