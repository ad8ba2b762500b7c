"""Linear's API keys, the tokens of its OAuth applications and their secrets.

https://linear.app/developers/graphql#personal-api-keys
https://linear.app/developers/oauth-2-0-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, named, one, prefixed

KEY = one("linear-api-key", "Linear API key", part="key")
OAUTH = one("linear-oauth-token", "Linear OAuth access token")
WEBHOOK = one("linear-webhook-secret", "Linear webhook signing secret", part="secret")
SECRET = one("linear-client-secret", "Linear client secret", part="secret")

_KEY: Final = "lin_api_" + made(ALNUM, 40)
_OAUTH: Final = "lin_oauth_" + made(HEX, 64)
_WEBHOOK: Final = "lin_wh_" + made(ALNUM, 40)
_SECRET: Final = made(HEX, 32)

DETECTORS = (
    prefixed(
        KEY,
        "lin_api_[A-Za-z0-9]{40}",
        ("lin_api_",),
        (
            (f"LINEAR_API_KEY={_KEY}", _KEY),
            (f"GET /v1/items?access_token%3D{_KEY}&sort=asc", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    prefixed(
        OAUTH,
        "lin_oauth_[A-Za-z0-9]{40,64}",
        ("lin_oauth_",),
        ((f"Authorization: Bearer {_OAUTH}", _OAUTH),),
        (
            f"lin_oauth_{'x' * 64}",
            "lin_oauth_token",
        ),
    ),
    prefixed(
        WEBHOOK,
        "lin_wh_[A-Za-z0-9]{20,64}",
        ("lin_wh_",),
        ((f"LINEAR_WEBHOOK_SECRET={_WEBHOOK}", _WEBHOOK),),
        (f"lin_wh_{'x' * 40}",),
    ),
    named(
        SECRET,
        "linear",
        "[0-9a-f]{32}",
        ("linear",),
        (
            (f"LINEAR_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'linearToken = "{_SECRET}"', _SECRET),
        ),
        (
            f"LINEAR_CLIENT_SECRET={_SECRET}0",
            f'linear_md5 = "{_SECRET}"',
            f'nonlinear_key = "{_SECRET}"',
            f"linear: {_SECRET}",
        ),
        common=True,
    ),
)
