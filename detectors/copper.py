"""Copper: the API key of a user.

https://developer.copper.com/introduction/authentication.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("copper-api-key", "Copper API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])copper{TELLING}",
        r"[a-f0-9]{32}",
        ("copper",),
        (
            (f"COPPER_API_KEY={_API_KEY}", _API_KEY),
            (f'"copper_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"COPPER_API_KEY={_API_KEY}0",
            f"COPPER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"copper_id={_API_KEY}",
        ),
    ),
)
