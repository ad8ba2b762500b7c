"""FreshBooks' OAuth tokens and client secrets: 64 letters and digits, told by their name only.

https://www.freshbooks.com/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

TOKEN = one("freshbooks-access-token", "FreshBooks access token")

_TOKEN: Final = made(LOWER, 64)

DETECTORS = (
    named(
        TOKEN,
        keyed("freshbooks"),
        r"[a-zA-Z0-9]{64}",
        ("freshbooks",),
        ((f"FRESHBOOKS_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'freshbooksAccessToken = "{_TOKEN}"', _TOKEN)),
        (
            f"FRESHBOOKS_ACCESS_TOKEN={_TOKEN}0",
            f"freshbooks build {_TOKEN}",
            f"FRESHBOOKS_ACCESS_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
