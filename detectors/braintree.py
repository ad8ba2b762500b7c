"""Braintree: the private key of a merchant, beside its public key. Access tokens are in paypal.py.

https://developer.paypal.com/braintree/docs/start/overview
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, named

PRIVATE_KEY = CredentialType(
    name="braintree-private-key",
    title="Braintree private key",
    parts=("key", "merchant_id", "public_key"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_PRIVATE_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        PRIVATE_KEY,
        r"(?:braintree|\bbt)[\w.\- ]{0,16}private[-_. ]?key",
        r"[a-f0-9]{32}",
        ("private",),
        (
            (f"BRAINTREE_PRIVATE_KEY={_PRIVATE_KEY}", _PRIVATE_KEY),
            (f'braintreePrivateKey = "{_PRIVATE_KEY}"', _PRIVATE_KEY),
        ),
        (
            f"BRAINTREE_PRIVATE_KEY={_PRIVATE_KEY}0",
            f"BRAINTREE_PRIVATE_KEY={'x' * len(_PRIVATE_KEY)}",
            f"checksum={_PRIVATE_KEY}",
            f"BRAINTREE_PUBLIC_KEY={_PRIVATE_KEY}",
        ),
        companions=(
            ("merchant_id", assignment("merchant_id", r"merchant[-_. ]?id", r"[a-z0-9]{16}")),
            ("public_key", assignment("public_key", r"public[-_. ]?key", r"[a-z0-9]{16}")),
        ),
        # Not `(?:braintree|\bbt)`: in more than a few bytes of text, Hyperscan does not find BTPRIVATE_KEY by that.
        prefilter=r"braintree[\w.\- ]{0,16}private[\-_. ]?key|\bbt[\w.\- ]{0,16}private[\-_. ]?key",
    ),
)
