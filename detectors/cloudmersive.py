"""Cloudmersive: the API key of an account.

https://api.cloudmersive.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("cloudmersive-api-key", "Cloudmersive API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"cloudmersive{TELLING}",
        rf"{UUID}",
        ("cloudmersive",),
        (
            (f"CLOUDMERSIVE_API_KEY={_API_KEY}", _API_KEY),
            (f"cloudmersive_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CLOUDMERSIVE_API_KEY={_API_KEY}0",
            f"CLOUDMERSIVE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cloudmersive_id={_API_KEY}",
        ),
    ),
)
