"""Tavily's API keys.

https://docs.tavily.com/documentation/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("tavily-api-key", "Tavily API key")

_TOKEN: Final = "tvly-" + made(ALNUM, 32, "tavily-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tvly-(?:dev-|prod-)?" + alnum(32, 44, also="_\\-"),
        ("tvly-",),
        ((f"TAVILY_API_KEY={_TOKEN}", _TOKEN), (f'"tavily_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-8], f"x{_TOKEN}", "tvly-" + "x" * 32, "tvly-your-key"),
    ),
)
