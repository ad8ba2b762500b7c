"""Coda: the API token of a user.

https://coda.io/developers/apis/v1
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, named, one

API_TOKEN = one("coda-api-token", "Coda token")

_API_TOKEN: Final = f"{made(HEX, 8)}-" + "-".join(made(HEX, 4, seed) for seed in "abc") + f"-{made(HEX, 12)}"

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
