"""Plaid: the secret of a client, and the access tokens of the items that people have linked.

https://plaid.com/docs/quickstart/glossary/
https://plaid.com/docs/api/items/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, made_uuid, named, one, prefixed

TOKEN = one("plaid-access-token", "Plaid access token")
SECRET = CredentialType(
    name="plaid-secret",
    title="Plaid secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_TOKEN: Final = "access-production-" + made_uuid()
_SECRET: Final = made(HEX, 30)

DETECTORS = (
    prefixed(
        TOKEN,
        "access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        (
            "access-sandbox-",
            "access-development-",
            "access-production-",
        ),
        (
            (f"PLAID_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f'"access_token": "{_TOKEN}"', _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
    named(
        SECRET,
        "plaid",
        "[a-z0-9]{30}",
        ("plaid",),
        (
            (f"PLAID_SECRET={_SECRET}", _SECRET),
            (f"PLAID_CLIENT_ID=5f0c1a2b3c4d5e6f7a8b9c0d\nPLAID_SECRET={_SECRET}", _SECRET),
        ),
        (
            f"PLAID_SECRET={_SECRET}0",
            f"plaid_id: {_SECRET}",
            f"SECRET={_SECRET}",
        ),
        common=True,
        companions=(("client_id", assignment("client_id", r"plaid[\w.\-]{0,20}?id", r"[a-z0-9]{24}")),),
    ),
)
