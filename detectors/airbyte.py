"""Airbyte: the secret of an application, which works beside its client id.

https://reference.airbyte.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, has_digits, made, named

CLIENT_SECRET = CredentialType(
    name="airbyte-client-secret",
    title="Airbyte client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CLIENT_SECRET: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        CLIENT_SECRET,
        r"airbyte[\w.\- ]{0,24}secret",
        r"[A-Za-z0-9_\-]{32,64}",
        ("airbyte",),
        (
            (f"AIRBYTE_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f"airbyte_client_secret: {_CLIENT_SECRET}", _CLIENT_SECRET),
        ),
        (
            "AIRBYTE_CLIENT_SECRET=short",
            f"AIRBYTE_CLIENT_SECRET={'x' * 32}",
            f"CLIENT_SECRET={_CLIENT_SECRET}",
        ),
        companions=(("client_id", assignment("client_id", r"client[-_. ]?id", r"[A-Za-z0-9_\-]{8,64}")),),
        check=has_digits("secret"),
    ),
)
