"""Bitly: an access token.

https://dev.bitly.com/docs/getting-started/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

ACCESS_TOKEN = one("bitly-access-token", "Bitly access token")

_ACCESS_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"bit\.?ly{TELLING}",
        r"[a-f0-9]{40}",
        (
            "bitly",
            "bit.ly",
        ),
        (
            (f"BITLY_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f'bitlyToken = "{_ACCESS_TOKEN}"', _ACCESS_TOKEN),
        ),
        (
            f"BITLY_TOKEN={_ACCESS_TOKEN}0",
            f"BITLY_TOKEN={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"bitly_id={_ACCESS_TOKEN}",
            f"bitly-checkout: {_ACCESS_TOKEN}",
        ),
    ),
)
