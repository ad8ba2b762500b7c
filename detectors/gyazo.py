"""Gyazo's access tokens: 43 characters, told by their name only.

https://gyazo.com/api/docs/auth
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, keyed, made, named, one

TOKEN = one("gyazo-access-token", "Gyazo access token")

_TOKEN: Final = made(URL_SAFE, 43)

DETECTORS = (
    named(
        TOKEN,
        keyed("gyazo"),
        r"[A-Za-z0-9_\-]{43}",
        ("gyazo",),
        ((f"GYAZO_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'gyazoAccessToken = "{_TOKEN}"', _TOKEN)),
        (
            f"GYAZO_ACCESS_TOKEN={_TOKEN}0",
            f"gyazo build {_TOKEN}",
            f"GYAZO_ACCESS_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
        least=3.5,
    ),
)
