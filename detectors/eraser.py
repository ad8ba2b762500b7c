"""Eraser's API tokens: 20 letters and digits, told by their name only.

https://docs.eraser.io/reference/api-token
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, keyed_hint, made, named, one

TOKEN = one("eraser-api-token", "Eraser API token")

_TOKEN: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"(?<![a-z])eraser"),
        r"(?=[A-Za-z]{0,19}\d)[A-Za-z0-9]{20}",
        ("eraser",),
        ((f"ERASER_API_TOKEN={_TOKEN}", _TOKEN), (f'eraserApiToken = "{_TOKEN}"', _TOKEN)),
        (
            f"ERASER_API_TOKEN={_TOKEN}0",
            f"eraser build {_TOKEN}",
            f"ERASER_API_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
        least=3.3,
        prefilter=keyed_hint("eraser"),
    ),
)
