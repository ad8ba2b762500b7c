"""Bittrex: the key and the secret of an API access.

https://bittrex.github.io/api/v3
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("bittrex-api-key", "Bittrex API key or secret", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"bittrex{TELLING}",
        r"[A-Za-z0-9]{32}",
        ("bittrex",),
        (
            (f"BITTREX_SECRET_KEY={_API_KEY}", _API_KEY),
            (f"bittrex_secret_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BITTREX_SECRET_KEY={_API_KEY}0",
            f"BITTREX_SECRET_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bittrex_id={_API_KEY}",
        ),
    ),
)
