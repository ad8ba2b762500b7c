"""The client secrets of OneLogin's API.

https://developers.onelogin.com/api-docs/1/getting-started/working-with-api-credentials
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, named

SECRET = CredentialType(
    name="onelogin-client-secret",
    title="OneLogin client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(HEX, 64)

DETECTORS = (
    named(
        SECRET,
        "one[-_]?login",
        "[0-9a-f]{64}",
        (
            "onelogin",
            "one-login",
            "one_login",
        ),
        ((f"ONELOGIN_CLIENT_SECRET={_SECRET}", _SECRET),),
        (
            f"ONELOGIN_CLIENT_SECRET={_SECRET}0",
            f"onelogin sha256 {_SECRET}",
        ),
        common=True,
        companions=(("client_id", assignment("client_id", r"one[-_]?login[\w.\-]{0,20}?id", r"[0-9a-f]{64}")),),
    ),
)
