"""Coda: the API token of a user.

https://coda.io/developers/apis/v1
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_TOKEN = one("coda-api-token", "Coda token")

_API_TOKEN: Final = made_uuid()

DETECTORS = (
    named(
        API_TOKEN,
        rf"(?<![A-Za-z])coda(?:[-_]?io)?{TELLING}",
        rf"{UUID}",
        ("coda",),
        (
            (f"CODA_API_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f'coda-api-token := "{_API_TOKEN}"', _API_TOKEN),
        ),
        (
            f"CODA_API_TOKEN={_API_TOKEN}0",
            f"CODA_API_TOKEN={'x' * len(_API_TOKEN)}",
            f"checksum={_API_TOKEN}",
            f"coda_id={_API_TOKEN}",
        ),
    ),
)
