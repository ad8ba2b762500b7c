"""Stripe's secret and restricted keys, live and for tests, and the secrets that sign its webhooks.

https://docs.stripe.com/keys and https://docs.stripe.com/webhooks/signature
"""

from __future__ import annotations

import re
from typing import Final

from .base import Parts
from .forms import ALNUM, made, named, one, prefixed
from .secretive import alnum

SECRET = one("stripe-secret-key", "Stripe secret key", part="key")
RESTRICTED = one("stripe-restricted-key", "Stripe restricted key", part="key")
WEBHOOK = one("stripe-webhook-secret", "Stripe webhook signing secret", part="secret")

_COUNTED: Final = re.compile(r"1234567890|0123456789|abcdefghij", re.IGNORECASE)
_PAYSTACKS: Final = re.compile(r"sk_(?:live|test)_[0-9a-f]{40}")
_MODE: Final = r"(?:org_)?(?:live|test|prod)_"
_SECRET: Final = "sk_live_" + made(ALNUM, 99, "stripe")
_TEST: Final = "sk_test_" + made(ALNUM, 24, "stripe")
_RESTRICTED: Final = "rk_live_" + made(ALNUM, 99, "stripe")
_ALIKE: Final = "sk_live_a2V5X" + made(ALNUM, 70, "stripe")
_WEBHOOK: Final = "whsec_" + made(ALNUM, 32, "stripe")


def _is_stripes(parts: Parts) -> bool:
    """Others write sk_live_ before the base64 of `key_`, or before 40 hex digits; and documentation counts."""
    key = parts["key"].reveal()
    return "_a2V5X" not in key and not _COUNTED.search(key) and not _PAYSTACKS.fullmatch(key)


DETECTORS = (
    prefixed(
        SECRET,
        rf"sk_{_MODE}{alnum(10, 247)}",
        ("sk_live_", "sk_test_", "sk_prod_", "sk_org_"),
        ((f"STRIPE_SECRET_KEY={_SECRET}", _SECRET), (f"curl https://api.stripe.com/v1/charges -u {_TEST}:", _TEST)),
        (
            f"ta{_TEST}",
            f"{_TEST}_x",
            "sk_test_" + "x" * 24,
            "sk_live_yourkey",
            "sk_test_" + "1234567890abcdefghij1234",
            f"pk{_TEST[2:]}",
            "sk_live_a2V5X" + _TEST[8:],
        ),
        check=_is_stripes,
    ),
    named(
        SECRET,
        "stripe",
        rf"sk_{_MODE}a2V5X[A-Za-z0-9]{{40,242}}",
        ("stripe",),
        ((f"STRIPE_SECRET_KEY={_ALIKE}", _ALIKE),),
        (f"SECRET_KEY={_ALIKE}", f"STRIPE_KEY={_ALIKE[:30]}"),
        prefilter=r"stripe[^\n]{1,60}_a2v5x",
    ),
    prefixed(
        RESTRICTED,
        rf"rk_{_MODE}{alnum(10, 247)}",
        ("rk_live_", "rk_test_", "rk_prod_", "rk_org_"),
        ((f"STRIPE_API_KEY={_RESTRICTED}", _RESTRICTED),),
        (f"wo{_RESTRICTED}", f"{_RESTRICTED}_x", "rk_live_" + "x" * 24),
    ),
    prefixed(
        WEBHOOK,
        rf"whsec_{alnum(32, 80, also='+/')}={{0,2}}",
        ("whsec_",),
        ((f"STRIPE_WEBHOOK_SECRET={_WEBHOOK}", _WEBHOOK), (f'"{_WEBHOOK}"', _WEBHOOK)),
        (_WEBHOOK[:-9], f"x{_WEBHOOK}", "whsec_" + "x" * 32, "whsec_your_secret"),
    ),
)
