"""Blocknative: the API key of an account.

https://docs.blocknative.com/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("blocknative-api-key", "Blocknative API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"blocknative{TELLING}",
        rf"{UUID}",
        ("blocknative",),
        (
            (f"BLOCKNATIVE_API_KEY={_API_KEY}", _API_KEY),
            (f'"blocknative_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BLOCKNATIVE_API_KEY={_API_KEY}0",
            f"BLOCKNATIVE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"blocknative_id={_API_KEY}",
        ),
    ),
)
