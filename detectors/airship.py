"""Airship: the API key of an account.

https://docs.airship.com/developer/rest-api/ua/introduction/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("airship-api-key", "Airship API key", part="key")

_API_KEY: Final = made(ALNUM, 91)

DETECTORS = (
    named(
        API_KEY,
        rf"airship{TELLING}",
        r"[A-Za-z0-9]{91}",
        ("airship",),
        (
            (f"AIRSHIP_API_KEY={_API_KEY}", _API_KEY),
            (f"airship_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"AIRSHIP_API_KEY={_API_KEY}0",
            f"AIRSHIP_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"airship_id={_API_KEY}",
        ),
    ),
)
