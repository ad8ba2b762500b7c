"""AirVisual: the API key of an account.

https://api-docs.iqair.com/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("airvisual-api-key", "AirVisual API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"airvisual{TELLING}",
        rf"{UUID}",
        ("airvisual",),
        (
            (f"AIRVISUAL_API_KEY={_API_KEY}", _API_KEY),
            (f'airvisual-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AIRVISUAL_API_KEY={_API_KEY}0",
            f"AIRVISUAL_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"airvisual_id={_API_KEY}",
        ),
    ),
)
