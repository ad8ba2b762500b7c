"""Gumroad's access tokens: 64 hexadecimal digits, or 43 characters in new ones, told by their name only.

https://gumroad.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

TOKEN = one("gumroad-access-token", "Gumroad access token")

_TOKEN: Final = made(HEX, 64)

DETECTORS = (
    named(
        TOKEN,
        keyed("gumroad"),
        r"(?:[0-9a-f]{64}|[A-Za-z0-9_\-]{43})",
        ("gumroad",),
        ((f"GUMROAD_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'gumroadAccessToken = "{_TOKEN}"', _TOKEN)),
        (
            f"GUMROAD_ACCESS_TOKEN={_TOKEN}0",
            f"gumroad build {_TOKEN}",
            f"GUMROAD_ACCESS_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
