"""PayPal's client secrets, with the client's id where that stands near; Braintree's tokens belong to the same house.

https://developer.paypal.com/api/rest/authentication/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, LOWER, URL_SAFE, assignment, made, named, one, prefixed

SECRET = CredentialType(
    name="paypal-client-secret",
    title="PayPal client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
TOKEN = one("paypal-braintree-token", "Braintree access token")

_SECRET: Final = "E" + made(URL_SAFE, 79)
_TOKEN: Final = f"access_token$production${made(LOWER, 16)}${made(HEX, 32)}"

DETECTORS = (
    named(
        SECRET,
        r"paypal(?=[\w.\-]{0,24}?(?:secret|key|token))",
        r"E[A-Za-z0-9_\-]{79}",
        ("paypal",),
        (
            (f"PAYPAL_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'paypal.secret: "{_SECRET}"', _SECRET),
        ),
        (
            f"PAYPAL_CLIENT_SECRET={_SECRET}0",
            f"paypal_id={_SECRET}",
            f"SECRET={_SECRET}",
        ),
        least=4.0,
        prefilter=r"paypal[\w.\-]{0,24}(secret|key|token)",
        companions=(("client_id", assignment("client_id", r"paypal[\w.\-]{0,24}?id", r"A[A-Za-z0-9_\-]{79}")),),
    ),
    prefixed(
        TOKEN,
        r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}",
        ("access_token$production$",),
        ((f"BRAINTREE_ACCESS_TOKEN={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
)
