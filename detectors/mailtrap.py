"""Mailtrap's API tokens.

https://docs.mailtrap.io/developers
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("mailtrap-api-token", "Mailtrap API token")

_TOKEN: Final = made(HEX, 32)

DETECTORS = (
    named(
        TOKEN,
        "mailtrap",
        "[0-9a-f]{32}",
        ("mailtrap",),
        (
            (f"MAILTRAP_API_TOKEN={_TOKEN}", _TOKEN),
            (f'mailtrapToken: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"MAILTRAP_API_TOKEN={_TOKEN}0",
            f"mailtrap_inbox = {_TOKEN}",
        ),
        common=True,
    ),
)
