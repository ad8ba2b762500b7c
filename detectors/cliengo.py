"""Cliengo: the API key of an account.

https://developers.cliengo.com/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("cliengo-api-key", "Cliengo API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"cliengo{TELLING}",
        rf"{UUID}",
        ("cliengo",),
        (
            (f"CLIENGO_API_KEY={_API_KEY}", _API_KEY),
            (f"cliengo_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CLIENGO_API_KEY={_API_KEY}0",
            f"CLIENGO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cliengo_id={_API_KEY}",
        ),
    ),
)
