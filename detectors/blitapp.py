"""Blitapp: the API key of an account.

https://blitapp.com/api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("blitapp-api-key", "Blitapp API key", part="key")

_API_KEY: Final = made(ALNUM, 39)

DETECTORS = (
    named(
        API_KEY,
        rf"blitapp{TELLING}",
        r"[A-Za-z0-9_\-]{39}",
        ("blitapp",),
        (
            (f"BLITAPP_API_KEY={_API_KEY}", _API_KEY),
            (f"blitapp_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BLITAPP_API_KEY={_API_KEY}0",
            f"BLITAPP_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"blitapp_id={_API_KEY}",
        ),
    ),
)
