"""Campayn: the API key of an account.

https://github.com/nebojsac/Campayn-API
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("campayn-api-key", "Campayn API key", part="key")

_API_KEY: Final = made(LOWER, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"campayn{TELLING}",
        r"[a-z0-9]{64}",
        ("campayn",),
        (
            (f"CAMPAYN_API_KEY={_API_KEY}", _API_KEY),
            (f"campayn_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CAMPAYN_API_KEY={_API_KEY}0",
            f"CAMPAYN_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"campayn_id={_API_KEY}",
        ),
    ),
)
