"""Cicero: the API key of an account.

https://cicero.azavea.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("cicero-api-key", "Cicero API key", part="key")

_API_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])cicero{TELLING}",
        r"[a-f0-9]{40}",
        ("cicero",),
        (
            (f"CICERO_API_KEY={_API_KEY}", _API_KEY),
            (f'"cicero_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CICERO_API_KEY={_API_KEY}0",
            f"CICERO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cicero_id={_API_KEY}",
        ),
    ),
)
