"""Dash0's auth tokens, which its name stands beside.

https://www.dash0.com/documentation/dash0/key-concepts/auth-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

TOKEN = one("dash0-auth-token", "Dash0 auth token")

_TOKEN: Final = "auth_" + made(ALNUM, 32, "dash0")

DETECTORS = (
    prefixed(
        TOKEN,
        r"auth_" + cased(32),
        ("dash0",),
        (
            (f"DASH0_AUTH_TOKEN={_TOKEN}", _TOKEN),
            (f"endpoint: ingress.eu-west-1.aws.dash0.com:4317\nAuthorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            f"DASH0_AUTH_TOKEN={_TOKEN[:-1]}",
            f"DASH0_AUTH_TOKEN={_TOKEN}0",
            f"TOKEN={_TOKEN}",
            "DASH0_AUTH_TOKEN=auth_" + "x" * 32,
            "dash0: auth_" + made(HEX, 32, "digest"),
        ),
        near="dash0",
    ),
)
