"""Zendesk's API tokens and the secrets of its OAuth clients.

https://developer.zendesk.com/api-reference/introduction/security-and-auth/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one
from .secretive import alnum, hexes, secretive

TOKEN = one("zendesk-api-token", "Zendesk API token")
OAUTH = one("zendesk-oauth-token", "Zendesk OAuth token")

_TOKEN: Final = made(ALNUM, 40, "zendesk-api-token")
_OAUTH: Final = made(HEX, 64, "zendesk-oauth-token")

DETECTORS = (
    secretive(
        TOKEN,
        "zendesk",
        alnum(40),
        ("zendesk",),
        ((f"ZENDESK_API_TOKEN={_TOKEN}", _TOKEN), (f'"zendesk_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"ZENDESK_API_TOKEN={_TOKEN}0x",
            f"ZENDESK_API_TOKEN={_TOKEN[:-10]}",
            f"zendesk_commit={_TOKEN}",
            "ZENDESK_API_TOKEN=your_zendesk_key_goes_here_1",
        ),
    ),
    secretive(
        OAUTH,
        "zendesk",
        hexes(64),
        ("zendesk",),
        ((f"ZENDESK_CLIENT_SECRET={_OAUTH}", _OAUTH), (f'"zendesk_client_secret": "{_OAUTH}"', _OAUTH)),
        (
            f"ZENDESK_CLIENT_SECRET={_OAUTH}0x",
            f"ZENDESK_CLIENT_SECRET={_OAUTH[:-16]}",
            f"zendesk_commit={_OAUTH}",
            "ZENDESK_CLIENT_SECRET=your_zendesk_key_goes_here_1",
        ),
    ),
)
