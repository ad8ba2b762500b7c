"""Hyperbrowser's API keys, which its name stands beside.

https://docs.hyperbrowser.ai/get-started/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("hyperbrowser-api-key", "Hyperbrowser API key", part="key")

_KEY: Final = "hb_" + made(HEX, 28, "hyperbrowser")

DETECTORS = (
    prefixed(
        KEY,
        r"hb_" + hexes(28),
        ("hyperbrowser",),
        (
            (f"HYPERBROWSER_API_KEY={_KEY}", _KEY),
            (f'new Hyperbrowser({{apiKey: "{_KEY}"}})', _KEY),
        ),
        (
            f"HYPERBROWSER_API_KEY={_KEY[:-1]}",
            f"HYPERBROWSER_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "HYPERBROWSER_API_KEY=hb_" + "a" * 28,
        ),
        near="hyperbrowser",
    ),
)
