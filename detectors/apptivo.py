"""Apptivo: the API key and the access key of an account.

https://developer.apptivo.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, named, one

API_KEY = one("apptivo-api-key", "Apptivo API key", part="key")

_API_KEY: Final = f"{made(HEX, 8)}-" + "-".join(made(HEX, 4, seed) for seed in "abc") + f"-{made(HEX, 12)}"

DETECTORS = (
    named(
        API_KEY,
        rf"apptivo{TELLING}",
        rf"{UUID}",
        ("apptivo",),
        (
            (f"APPTIVO_API_KEY={_API_KEY}", _API_KEY),
            (f"apptivo_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"APPTIVO_API_KEY={_API_KEY}0",
            f"APPTIVO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apptivo_id={_API_KEY}",
        ),
    ),
)
