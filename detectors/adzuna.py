"""Adzuna: the key of an application.

https://developer.adzuna.com/overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("adzuna-api-key", "Adzuna API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"adzuna{TELLING}",
        r"[a-f0-9]{32}",
        ("adzuna",),
        (
            (f"ADZUNA_API_KEY={_API_KEY}", _API_KEY),
            (f'"adzuna_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ADZUNA_API_KEY={_API_KEY}0",
            f"ADZUNA_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"adzuna_id={_API_KEY}",
        ),
    ),
)
