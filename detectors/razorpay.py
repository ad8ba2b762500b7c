"""Razorpay's API keys: an id, live or for tests, and its secret.

https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, made, varied
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
    # Side by side: setup("id", "secret"), auth=("id", "secret"), curl -u id:secret
    Detector(
        type=KEY,
        keywords=("rzp_live_", "rzp_test_"),
        pattern=(
            r"(?<![A-Za-z0-9])(?P<key_id>rzp_(?:live|test)_[A-Za-z0-9]{14})(?:[\"'`],[ ]?[\"'`]|:)"
            rf"(?P<secret>{alnum(24)})(?![A-Za-z0-9_\-])"
        ),
        check=varied("secret"),
        examples=(
            (f"Razorpay.setup('{_ID}', '{_SECRET}')", _SECRET),
            (f"curl -u {_ID}:{_SECRET} https://api.razorpay.com/v1/payments", _SECRET),
        ),
        near_misses=(f"Razorpay.setup('{_ID}', '{_SECRET}0')", f"Razorpay.setup('{_ID}', secret)"),
    ),
)
