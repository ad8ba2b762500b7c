"""ReadMe's API keys.

https://docs.readme.com/main/reference/intro-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed
from .secretive import alnum

TOKEN = one("readme-api-key", "ReadMe API key")

_TOKEN: Final = "rdme_" + made(LOWER, 70, "readme-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rdme_" + alnum(70),
        ("rdme_",),
        ((f"README_API_KEY={_TOKEN}", _TOKEN), (f'"readme_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-17], f"x{_TOKEN}", "rdme_" + "x" * 70, "rdme_your-key"),
    ),
)
