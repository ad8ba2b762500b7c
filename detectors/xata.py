"""Xata's API keys.

https://xata.io/docs/concepts/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("xata-api-key", "Xata API key")

_TOKEN: Final = "xau_" + made(ALNUM, 30, "xata-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"xau_" + alnum(30, 46),
        ("xau_",),
        ((f"XATA_API_KEY={_TOKEN}", _TOKEN), (f'"xata_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "xau_" + "x" * 30, "xau_your-key"),
    ),
)
