"""Ticketmaster's consumer keys.

https://developer.ticketmaster.com/products-and-docs/apis/getting-started/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("ticketmaster-api-key", "Ticketmaster API key", part="key")

_KEY: Final = made(ALNUM, 32, "ticketmaster-api-key")

DETECTORS = (
    secretive(
        KEY,
        "ticketmaster",
        alnum(32),
        ("ticketmaster",),
        ((f"TICKETMASTER_API_KEY={_KEY}", _KEY), (f'"ticketmaster_api_key": "{_KEY}"', _KEY)),
        (
            f"TICKETMASTER_API_KEY={_KEY}0x",
            f"TICKETMASTER_API_KEY={_KEY[:-8]}",
            f"ticketmaster_commit={_KEY}",
            "TICKETMASTER_API_KEY=your_ticketmaster_key_goes_here_1",
        ),
    ),
)
