"""Apptivo: the API key and the access key of an account.

https://developer.apptivo.com/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("apptivo-api-key", "Apptivo API key", part="key")

_API_KEY: Final = made_uuid()

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
