"""Billomat: the API key of an account.

https://www.billomat.com/en/api/basics/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("billomat-api-key", "Billomat API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"billomat{TELLING}",
        r"[a-f0-9]{32}",
        ("billomat",),
        (
            (f"BILLOMAT_API_KEY={_API_KEY}", _API_KEY),
            (f"export BILLOMAT_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"BILLOMAT_API_KEY={_API_KEY}0",
            f"BILLOMAT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"billomat_id={_API_KEY}",
        ),
    ),
)
