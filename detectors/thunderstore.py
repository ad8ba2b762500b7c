"""Thunderstore's API tokens.

https://thunderstore.io/api/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("thunderstore-api-token", "Thunderstore API token")

_TOKEN: Final = "tss_" + made(ALNUM, 32, "thunderstore-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tss_" + alnum(32),
        ("tss_",),
        ((f"THUNDERSTORE_API_TOKEN={_TOKEN}", _TOKEN), (f'"thunderstore_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-8], f"x{_TOKEN}", "tss_" + "x" * 32, "tss_your-key"),
    ),
)
