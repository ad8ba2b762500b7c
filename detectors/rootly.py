"""Rootly's API keys.

https://docs.rootly.com/api-reference/overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("rootly-api-key", "Rootly API key")

_TOKEN: Final = "rootly_" + made(HEX, 64, "rootly-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rootly_" + hexes(64),
        ("rootly_",),
        ((f"ROOTLY_API_KEY={_TOKEN}", _TOKEN), (f'"rootly_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-16], f"x{_TOKEN}", "rootly_" + "x" * 64, "rootly_your-key"),
    ),
)
