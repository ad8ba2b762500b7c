"""Recurly's private API keys.

https://recurly.com/developers/guides/api-keys.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("recurly-api-key", "Recurly API key", part="key")

_KEY: Final = made(HEX, 32, "recurly-api-key")

DETECTORS = (
    secretive(
        KEY,
        "recurly",
        hexes(32),
        ("recurly",),
        ((f"RECURLY_API_KEY={_KEY}", _KEY), (f'"recurly_api_key": "{_KEY}"', _KEY)),
        (
            f"RECURLY_API_KEY={_KEY}0x",
            f"RECURLY_API_KEY={_KEY[:-8]}",
            f"recurly_commit={_KEY}",
            "RECURLY_API_KEY=your_recurly_key_goes_here_1",
        ),
    ),
)
