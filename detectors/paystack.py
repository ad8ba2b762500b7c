"""Paystack's secret keys. Stripe's begin alike and are longer or of other letters.

https://paystack.com/docs/api/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("paystack-secret-key", "Paystack secret key", part="key")

_KEY: Final = "sk_live_" + made(HEX, 40)

DETECTORS = (
    prefixed(
        KEY,
        "sk_(?:live|test)_[0-9a-f]{40}",
        (
            "sk_live_",
            "sk_test_",
        ),
        ((f"PAYSTACK_SECRET_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"ri{_KEY}",
        ),
        prefilter="sk_(live|test)_[0-9a-f]{40}",
    ),
)
