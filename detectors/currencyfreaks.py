"""CurrencyFreaks: the API key of an account.

https://currencyfreaks.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("currencyfreaks-api-key", "CurrencyFreaks API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"currencyfreaks{TELLING}",
        r"[a-f0-9]{32}",
        ("currencyfreaks",),
        (
            (f"CURRENCYFREAKS_API_KEY={_API_KEY}", _API_KEY),
            (f'currencyfreaks-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CURRENCYFREAKS_API_KEY={_API_KEY}0",
            f"CURRENCYFREAKS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"currencyfreaks_id={_API_KEY}",
        ),
    ),
)
