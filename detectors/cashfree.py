"""Cashfree: the secret key of a merchant, of production or of the sandbox.

https://www.cashfree.com/docs/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

API_KEY = one("cashfree-api-key", "Cashfree secret key", part="key")

_API_KEY: Final = "cfsk_ma_prod_" + made(HEX, 32) + "_" + made(HEX, 8)

DETECTORS = (
    prefixed(
        API_KEY,
        r"cfsk_ma_(?:prod|test)_[a-f0-9]{32}_[a-f0-9]{8}",
        ("cfsk_ma_",),
        (
            (f"CASHFREE_SECRET_KEY={_API_KEY}", _API_KEY),
            (f'"token": "{_API_KEY}"', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            _API_KEY.replace("prod", "live"),
        ),
    ),
)
