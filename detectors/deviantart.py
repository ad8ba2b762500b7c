"""DeviantArt's OAuth credentials: a client secret of 32 hexadecimal digits, access tokens of 40 and more.

https://www.deviantart.com/developers/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, keyed, made, named, one

TOKEN = one("deviantart-access-token", "DeviantArt access token")
SECRET = one("deviantart-client-secret", "DeviantArt client secret", part="secret")

_TOKEN: Final = made(ALNUM, 50)
_SECRET: Final = made(HEX, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"deviant[-_]?art"),
        r"[A-Za-z0-9]{40,80}",
        ("deviantart", "deviant_art", "deviant-art"),
        ((f"DEVIANTART_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'deviantartAccessToken = "{_TOKEN}"', _TOKEN)),
        (f"DEVIANTART_ACCESS_TOKEN={_TOKEN[:30]}", f"deviantart build {_TOKEN}", f"DEVIANTART_ACCESS_TOKEN={'0' * 50}"),
        least=3.5,
    ),
    named(
        SECRET,
        keyed(r"deviant[-_]?art"),
        r"[0-9a-f]{32}",
        ("deviantart", "deviant_art", "deviant-art"),
        ((f"DEVIANTART_CLIENT_SECRET={_SECRET}", _SECRET), (f'deviantartClientSecret = "{_SECRET}"', _SECRET)),
        (
            f"DEVIANTART_CLIENT_SECRET={_SECRET}0",
            f"deviantart build {_SECRET}",
            f"DEVIANTART_CLIENT_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
    ),
)
