"""Checkout.com: the secret keys of before 2021, which hold a UUID, and those of today.

https://www.checkout.com/docs/developer-resources/api/manage-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, UUID, made, made_uuid, named, one, prefixed

SECRET_KEY = one("checkout-secret-key", "Checkout.com secret key", part="key")

_SECRET_KEY: Final = "sk_" + made_uuid()
_SECRET_KEY_2: Final = "sk_sbox_" + made(LOWER, 27)

DETECTORS = (
    prefixed(
        SECRET_KEY,
        rf"sk_(?:test_)?{UUID}",
        ("sk_",),
        (
            (f"CHECKOUT_SECRET_KEY={_SECRET_KEY}", _SECRET_KEY),
            (f'"token": "{_SECRET_KEY}"', _SECRET_KEY),
        ),
        (
            _SECRET_KEY[:-1],
            f"{_SECRET_KEY}0",
            f"sk_{'x' * (len(_SECRET_KEY) - 3)}",
        ),
        prefilter=r"sk_(?:test_)?[0-9a-f]{8}-[0-9a-f]{4}-",
    ),
    named(
        SECRET_KEY,
        r"checkout|\bcko",
        r"sk_(?:sbox_)?[a-z0-9]{26,28}[a-z0-9*#$=]",
        (
            "checkout",
            "cko",
        ),
        (
            (f"CHECKOUT_SECRET_KEY={_SECRET_KEY_2}", _SECRET_KEY_2),
            (f'checkout-secret-key := "{_SECRET_KEY_2}"', _SECRET_KEY_2),
        ),
        (
            f"CHECKOUT_SECRET_KEY={_SECRET_KEY_2[:-4]}",
            f"CHECKOUT_SECRET_KEY=sk_sbox_{'x' * 27}",
            f"SECRET={_SECRET_KEY_2}",
        ),
        prefilter=r"(?:checkout|cko)[\s\S]{0,100}sk_(?:sbox_)?[a-z0-9]{26}",
    ),
)
