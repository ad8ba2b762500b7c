"""ZeroBounce's API keys.

https://www.zerobounce.net/docs/email-validation-api-quickstart/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("zerobounce-api-key", "ZeroBounce API key", part="key")

_KEY: Final = made(HEX, 32, "zerobounce-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zero[-_]?bounce",
        hexes(32),
        ("zerobounce", "zero_bounce", "zero-bounce"),
        ((f"ZEROBOUNCE_API_KEY={_KEY}", _KEY), (f'"zerobounce_api_key": "{_KEY}"', _KEY)),
        (
            f"ZEROBOUNCE_API_KEY={_KEY}0x",
            f"ZEROBOUNCE_API_KEY={_KEY[:-8]}",
            f"zerobounce_commit={_KEY}",
            "ZEROBOUNCE_API_KEY=your_zerobounce_key_goes_here_1",
        ),
    ),
)
