"""Dodo Payments' API keys: an id and the secret, which only a name tells.

https://docs.dodopayments.com/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

KEY = one("dodo-payments-api-key", "Dodo Payments API key", part="key")

_KEY: Final = f"{made(URL_SAFE, 16, 'dodo')}.{made(URL_SAFE, 48, 'dodo')}"

DETECTORS = (
    named(
        KEY,
        r"dodo[\-_]?(?:payments?[\-_]?)?(?:live[\-_]?|test[\-_]?)?(?:api|bearer|secret)",
        r"[A-Za-z0-9_\-]{16}\.[A-Za-z0-9_\-]{48}",
        ("dodo_", "dodo-", "dodopay", "dodoapi"),
        ((f"DODO_PAYMENTS_API_KEY={_KEY}", _KEY), (f'dodoApiKey: "{_KEY}"', _KEY)),
        (
            f"DODO_PAYMENTS_API_KEY={_KEY[:-1]}",
            f"DODO_PAYMENTS_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            f"DODO_PAYMENTS_API_KEY={'x' * 16}.{'x' * 48}",
        ),
        least=3.8,
    ),
)
