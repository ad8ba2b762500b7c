"""Canny: the API key of an account.

https://developers.canny.io/api-reference
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("canny-api-key", "Canny API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])canny{TELLING}",
        rf"{UUID}",
        ("canny",),
        (
            (f"CANNY_API_KEY={_API_KEY}", _API_KEY),
            (f'cannyApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CANNY_API_KEY={_API_KEY}0",
            f"CANNY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"canny_id={_API_KEY}",
        ),
    ),
)
