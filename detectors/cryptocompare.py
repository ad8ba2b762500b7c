"""CryptoCompare: the API key of an account.

https://min-api.cryptocompare.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("cryptocompare-api-key", "CryptoCompare API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"cryptocompare{TELLING}",
        r"[a-f0-9]{64}",
        ("cryptocompare",),
        (
            (f"CRYPTOCOMPARE_API_KEY={_API_KEY}", _API_KEY),
            (f"export CRYPTOCOMPARE_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CRYPTOCOMPARE_API_KEY={_API_KEY}0",
            f"CRYPTOCOMPARE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cryptocompare_id={_API_KEY}",
        ),
    ),
)
