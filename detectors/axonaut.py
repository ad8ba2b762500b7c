"""Axonaut: the API key of an account.

https://axonaut.com/api/v2/doc
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("axonaut-api-key", "Axonaut API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"axonaut{TELLING}",
        r"[a-z0-9]{32}",
        ("axonaut",),
        (
            (f"AXONAUT_API_KEY={_API_KEY}", _API_KEY),
            (f"axonaut_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"AXONAUT_API_KEY={_API_KEY}0",
            f"AXONAUT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"axonaut_id={_API_KEY}",
        ),
    ),
)
