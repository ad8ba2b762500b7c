"""Zoho: the secret of an OAuth client, and the keys of webhooks (ZAPI).

https://www.zoho.com/accounts/protocol/oauth-setup.html and https://www.zoho.com/deluge/help/functions/rest-api.html
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, LOWER, UPPER, assignment, made, named, one, prefixed

CLIENT = CredentialType(
    name="zoho-client-secret",
    title="Zoho client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)
WEBHOOK = one("zoho-zapi-key", "Zoho ZAPI key", part="key")

_SECRET: Final = made(HEX, 42, "zoho")
_ID: Final = "1000." + made(UPPER, 30, "zoho")
_WEBHOOK: Final = f"1003.{made(HEX, 32, 'zoho')}.{made(HEX, 32, 'zapi')}"

DETECTORS = (
    named(
        CLIENT,
        "zoho",
        "[0-9a-f]{42}",
        ("zoho",),
        ((f"ZOHO_CLIENT_ID={_ID}\nZOHO_CLIENT_SECRET={_SECRET}", _SECRET), (f'"zoho_secret": "{_SECRET}"', _SECRET)),
        (f"ZOHO_CLIENT_SECRET={_SECRET}0", f"ZOHO_CLIENT_SECRET={'0' * 42}", f"commit={_SECRET}"),
        companions=(("client_id", assignment("client_id", r"zoho[-_. ]?client[-_. ]?id", r"1000\.[A-Za-z0-9]{30}")),),
    ),
    prefixed(
        WEBHOOK,
        r"100[13]\.[0-9a-f]{32}(?:\.[0-9a-f]{32}(?:-d)?|[0-9a-f]{32})",
        ("1001.", "1003."),
        (
            (f"https://www.zohoapis.com/crm/v7/functions/f/actions/execute?zapikey={_WEBHOOK}", _WEBHOOK),
            (f"zapikey: {_WEBHOOK}", _WEBHOOK),
        ),
        (_WEBHOOK[:36], f"1004{_WEBHOOK[4:]}", f"1003.{'0' * 32}.{'0' * 32}", made(LOWER, 32)),
        prefilter=r"100[13]\.[0-9a-f]{32}",
    ),
)
