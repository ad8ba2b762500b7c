"""redirect.pizza's API tokens: its prefix is RunPod's as well, and only the length tells.

https://redirect.pizza/docs
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed
from .secretive import alnum

TOKEN = one("redirect-pizza-api-token", "redirect.pizza API token")

_TOKEN: Final = "rpa_" + made(LOWER, 30, "redirect-pizza-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rpa_" + alnum(30),
        ("rpa_",),
        ((f"REDIRECT_PIZZA_API_TOKEN={_TOKEN}", _TOKEN), (f'"redirect_pizza_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "rpa_" + "x" * 30, "rpa_your-key"),
    ),
)
