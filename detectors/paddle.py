"""Paddle's API keys. Those of its sandbox move no money and are left alone.

https://developer.paddle.com/api-reference/about/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, made, one, prefixed

KEY = one("paddle-api-key", "Paddle API key", part="key")
WEBHOOK = one("paddle-webhook-secret", "Paddle webhook secret", part="secret")

_KEY: Final = f"pdl_live_apikey_{made(LOWER, 26)}_{made(ALNUM, 22)}_{made(ALNUM, 3)}"
_WEBHOOK: Final = f"pdl_ntfset_{made(LOWER, 26)}_{made(ALNUM, 32)}"

DETECTORS = (
    prefixed(
        KEY,
        "pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}",
        ("pdl_live_apikey_",),
        ((f"PADDLE_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    prefixed(
        WEBHOOK,
        "pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/]{32}",
        ("pdl_ntfset_",),
        ((f"PADDLE_WEBHOOK_SECRET={_WEBHOOK}", _WEBHOOK),),
        (
            _WEBHOOK[:-1],
            f"{_WEBHOOK}a",
        ),
    ),
)
