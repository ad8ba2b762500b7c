"""Render's API keys.

https://render.com/docs/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("render-api-key", "Render API key")

_TOKEN: Final = "rnd_" + made(ALNUM, 28, "render-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"rnd_" + alnum(28),
        ("rnd_",),
        ((f"RENDER_API_KEY={_TOKEN}", _TOKEN), (f'"render_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-7], f"x{_TOKEN}", "rnd_" + "x" * 28, "rnd_your-key"),
    ),
)
