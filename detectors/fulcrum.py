"""Fulcrum's API tokens: 80 letters and digits, told by their name only.

https://docs.fulcrumapp.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

TOKEN = one("fulcrum-api-token", "Fulcrum API token")

_TOKEN: Final = made(HEX, 80)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"(?<![a-z])fulcrum"),
        r"[a-z0-9]{80}",
        ("fulcrum",),
        ((f"FULCRUM_API_TOKEN={_TOKEN}", _TOKEN), (f'fulcrumApiToken = "{_TOKEN}"', _TOKEN)),
        (
            f"FULCRUM_API_TOKEN={_TOKEN}0",
            f"fulcrum build {_TOKEN}",
            f"FULCRUM_API_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
