"""countrylayer: the API key of an account.

https://countrylayer.com/documentation/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("countrylayer-api-key", "countrylayer API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"countrylayer{TELLING}",
        r"[a-f0-9]{32}",
        ("countrylayer",),
        (
            (f"COUNTRYLAYER_API_KEY={_API_KEY}", _API_KEY),
            (f"countrylayer_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"COUNTRYLAYER_API_KEY={_API_KEY}0",
            f"COUNTRYLAYER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"countrylayer_id={_API_KEY}",
        ),
    ),
)
