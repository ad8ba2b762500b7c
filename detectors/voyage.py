"""Voyage AI's API keys.

https://docs.voyageai.com/docs/api-key-and-installation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

KEY = one("voyage-ai-api-key", "Voyage AI API key", part="key")

_KEY: Final = "pa-" + made(ALNUM, 43, "voyage")

DETECTORS = (
    named(
        KEY,
        "voyage",
        "pa-" + alnum(43, also="_\\-"),
        ("voyage",),
        ((f"VOYAGE_AI_API_KEY={_KEY}", _KEY), (f'"voyage_ai_api_key": "{_KEY}"', _KEY)),
        (f"VOYAGE_AI_API_KEY={_KEY}0", f"VOYAGE_API_KEY={_KEY[:-2]}", f"API_KEY={_KEY}", "VOYAGE_API_KEY=pa-your-key"),
    ),
)
