"""API2Cart: the API key of an account.

https://api2cart.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("api2cart-api-key", "API2Cart API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"api2cart{TELLING}",
        r"[a-f0-9]{32}",
        ("api2cart",),
        (
            (f"API2CART_API_KEY={_API_KEY}", _API_KEY),
            (f"export API2CART_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"API2CART_API_KEY={_API_KEY}0",
            f"API2CART_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"api2cart_id={_API_KEY}",
        ),
    ),
)
