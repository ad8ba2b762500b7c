"""CurrencyScoop: the API key of an account.

https://currencybeacon.com/api-documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("currencyscoop-api-key", "CurrencyScoop API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"currency(?:scoop|beacon){TELLING}",
        r"[a-f0-9]{32}",
        ("currency",),
        (
            (f"CURRENCYSCOOP_API_KEY={_API_KEY}", _API_KEY),
            (f"export CURRENCYSCOOP_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CURRENCYSCOOP_API_KEY={_API_KEY}0",
            f"CURRENCYSCOOP_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"currencyscoop_id={_API_KEY}",
        ),
        prefilter=r"currency(?:scoop|beacon)",
    ),
)
