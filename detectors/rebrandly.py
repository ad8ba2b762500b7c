"""Rebrandly's API keys.

https://developers.rebrandly.com/docs/api-key-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("rebrandly-api-key", "Rebrandly API key", part="key")

_KEY: Final = made(HEX, 32, "rebrandly-api-key")

DETECTORS = (
    secretive(
        KEY,
        "rebrandly",
        hexes(32),
        ("rebrandly",),
        (
            (f"REBRANDLY_API_KEY={_KEY}", _KEY),
            (f'curl -H "rebrandly-apikey: {_KEY}" https://api.example.com/v1/links', _KEY),
        ),
        (
            f"REBRANDLY_API_KEY={_KEY}0x",
            f"REBRANDLY_API_KEY={_KEY[:-8]}",
            f"rebrandly_commit={_KEY}",
            "REBRANDLY_API_KEY=your_rebrandly_key_goes_here_1",
        ),
    ),
)
