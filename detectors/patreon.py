"""Patreon's access tokens of creators.

https://docs.patreon.com/#clients-and-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

TOKEN = one("patreon-access-token", "Patreon access token")

_TOKEN: Final = made(URL_SAFE, 43)

DETECTORS = (
    named(
        TOKEN,
        "patreon",
        r"[A-Za-z0-9_\-]{43}",
        ("patreon",),
        (
            (f"PATREON_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f'patreon_creator_token: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"PATREON_ACCESS_TOKEN={_TOKEN}0",
            f"patreon_id: {_TOKEN}",
        ),
        common=True,
        least=4.0,
    ),
)
