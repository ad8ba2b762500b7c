"""Razorpay's API keys: an id, live or for tests, and its secret.

https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made
from .secretive import alnum, secretive

KEY = CredentialType(
    name="razorpay-key-secret",
    title="Razorpay key secret",
    parts=("secret", "key_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(ALNUM, 24, "razorpay")
_ID: Final = "rzp_live_" + made(ALNUM, 14, "razorpay")

DETECTORS = (
    secretive(
        KEY,
        r"razor[-_]?pay|rzp",
        alnum(24),
        ("razorpay", "razor_pay", "razor-pay", "rzp"),
        (
            (f"RAZORPAY_KEY_ID={_ID}\nRAZORPAY_KEY_SECRET={_SECRET}", _SECRET),
            (f'razorpaySecret: "{_SECRET}"', _SECRET),
        ),
        (f"RAZORPAY_KEY_SECRET={_SECRET}0", f"razorpay_id={_SECRET}", f"RAZORPAY_KEY_ID={_ID}"),
        companions=(("key_id", r"(?<![A-Za-z0-9])(?P<key_id>rzp_(?:live|test)_[A-Za-z0-9]{14})(?![A-Za-z0-9])"),),
    ),
)
