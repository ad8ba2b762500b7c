"""Appcues: the key and the secret of an account.

https://api.appcues.com/v2/docs
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("appcues-api-key", "Appcues API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"appcues{TELLING}",
        rf"{UUID}",
        ("appcues",),
        (
            (f"APPCUES_API_KEY={_API_KEY}", _API_KEY),
            (f"appcues_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"APPCUES_API_KEY={_API_KEY}0",
            f"APPCUES_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"appcues_id={_API_KEY}",
        ),
    ),
)
