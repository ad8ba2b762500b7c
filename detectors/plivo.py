"""Plivo's auth tokens, with the id of the account where that stands near.

https://www.plivo.com/docs/account/api/overview
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, named

TOKEN = CredentialType(
    name="plivo-auth-token",
    title="Plivo auth token",
    parts=("token", "auth_id"),
    secret=frozenset({"token"}),
    identity=("token",),
)

_TOKEN: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        TOKEN,
        "plivo",
        r"[A-Za-z0-9_\-]{40}",
        ("plivo",),
        (
            (f"PLIVO_AUTH_TOKEN={_TOKEN}", _TOKEN),
            (f"PLIVO_AUTH_ID=MAODKXNZE3ZTU5NJM1MZ\nPLIVO_AUTH_TOKEN={_TOKEN}", _TOKEN),
        ),
        (
            f"PLIVO_AUTH_TOKEN={_TOKEN}0",
            f"AUTH_TOKEN={_TOKEN}",
            f"PLIVO_AUTH_TOKEN={'x' * 40}",
        ),
        common=True,
        least=3.8,
        companions=(("auth_id", r"\b(?P<auth_id>[MS]A[A-Z0-9]{18})\b"),),
    ),
)
