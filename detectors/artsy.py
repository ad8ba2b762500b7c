"""Artsy: the secret of an application.

https://developers.artsy.net/v2/start
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("artsy-api-key", "Artsy API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"artsy{TELLING}",
        r"[A-Za-z0-9]{32}",
        ("artsy",),
        (
            (f"ARTSY_API_KEY={_API_KEY}", _API_KEY),
            (f'artsyApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ARTSY_API_KEY={_API_KEY}0",
            f"ARTSY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"artsy_id={_API_KEY}",
        ),
    ),
)
