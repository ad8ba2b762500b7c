"""Dandelion's API tokens: 32 hexadecimal digits, told by their name only.

https://dandelion.eu/docs/api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

TOKEN = one("dandelion-api-token", "Dandelion API token")

_TOKEN: Final = made(HEX, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed("dandelion"),
        r"[a-f0-9]{32}",
        ("dandelion",),
        ((f"DANDELION_TOKEN={_TOKEN}", _TOKEN), (f'dandelionToken = "{_TOKEN}"', _TOKEN)),
        (
            f"DANDELION_TOKEN={_TOKEN}0",
            f"dandelion build {_TOKEN}",
            f"DANDELION_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
