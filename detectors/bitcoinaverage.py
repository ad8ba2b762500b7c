"""BitcoinAverage: the API key of an account.

https://apiv2.bitcoinaverage.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("bitcoinaverage-api-key", "BitcoinAverage API key", part="key")

_API_KEY: Final = made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        rf"bitcoinaverage{TELLING}",
        r"[A-Za-z0-9]{43}",
        ("bitcoinaverage",),
        (
            (f"BITCOINAVERAGE_API_KEY={_API_KEY}", _API_KEY),
            (f'bitcoinaverage-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BITCOINAVERAGE_API_KEY={_API_KEY}0",
            f"BITCOINAVERAGE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bitcoinaverage_id={_API_KEY}",
        ),
    ),
)
