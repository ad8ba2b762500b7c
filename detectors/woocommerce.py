"""WooCommerce's REST API keys: a consumer key is of use only with its secret.

https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

SECRET = one("woocommerce-consumer-secret", "WooCommerce consumer secret", part="secret")

_SECRET: Final = "cs_" + made(HEX, 40, "woocommerce-consumer-secret")

DETECTORS = (
    prefixed(
        SECRET,
        r"cs_" + hexes(40),
        ("cs_",),
        ((f"WOOCOMMERCE_CONSUMER_SECRET={_SECRET}", _SECRET), (f'"woocommerce_consumer_secret": "{_SECRET}"', _SECRET)),
        (_SECRET[:-10], f"x{_SECRET}", "cs_" + "x" * 40, "cs_your-key"),
        prefilter="cs_[0-9a-f]{40}",
    ),
)
