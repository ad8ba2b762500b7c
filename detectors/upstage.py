"""Upstage's API keys, of today and as they were.

https://console.upstage.ai/docs/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("upstage-api-key", "Upstage API key", part="key")

_KEY: Final = made(ALNUM, 40, "upstage")

DETECTORS = (
    secretive(
        KEY,
        "upstage",
        "(?:" + alnum(40) + "|up_" + alnum(29) + ")",
        ("upstage",),
        ((f"UPSTAGE_API_KEY={_KEY}", _KEY), (f'"upstage_api_key": "{_KEY}"', _KEY)),
        (f"UPSTAGE_API_KEY={_KEY}0", f"upstage_commit={_KEY}", "UPSTAGE_API_KEY=your-key"),
    ),
)
