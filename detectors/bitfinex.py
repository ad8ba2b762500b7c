"""Bitfinex: an API key and its secret.

https://docs.bitfinex.com/docs/rest-auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("bitfinex-api-key", "Bitfinex API key", part="key")

_API_KEY: Final = made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        rf"bitfinex{TELLING}",
        r"[A-Za-z0-9_\-]{43}",
        ("bitfinex",),
        (
            (f"BITFINEX_API_KEY={_API_KEY}", _API_KEY),
            (f"export BITFINEX_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"BITFINEX_API_KEY={_API_KEY}0",
            f"BITFINEX_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bitfinex_id={_API_KEY}",
        ),
    ),
)
