"""Stripe's client secrets: who has one may confirm that payment or set-up from a browser, and see it.

https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

SECRET = one("stripe-client-secret", "Stripe client secret", part="secret")

_SECRET: Final = f"pi_{made(ALNUM, 24, 'intent')}_secret_{made(ALNUM, 25, 'intent')}"
_SETUP: Final = f"seti_{made(ALNUM, 24, 'intent')}_secret_{made(ALNUM, 25, 'intent')}"

DETECTORS = (
    prefixed(
        SECRET,
        "(?:pi|seti)_[A-Za-z0-9]{24,27}_secret_[A-Za-z0-9]{20,40}",
        ("_secret_",),
        ((f'"client_secret": "{_SECRET}"', _SECRET), (f"clientSecret={_SETUP}", _SETUP)),
        (f"pi_{made(ALNUM, 24)}", f"pi_{'x' * 24}_secret_{'x' * 25}", f"api_{_SECRET}"),
        least=3.5,
        prefilter=r"(pi|seti)_[A-Za-z0-9]{24,27}_secret_",
    ),
)
