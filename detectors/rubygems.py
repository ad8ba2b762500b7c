"""RubyGems' API keys.

https://guides.rubygems.org/api-key-scopes/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("rubygems-api-key", "RubyGems API key")

_TOKEN: Final = "rubygems_" + made(HEX, 48, "rubygems-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rubygems_" + hexes(48),
        ("rubygems_",),
        ((f"RUBYGEMS_API_KEY={_TOKEN}", _TOKEN), (f'"rubygems_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-12], f"x{_TOKEN}", "rubygems_" + "x" * 48, "rubygems_your-key"),
    ),
)
