"""Ambee: the API key of an account.

https://docs.ambeedata.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("ambee-api-key", "Ambee API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"ambee{TELLING}",
        r"[a-f0-9]{64}",
        ("ambee",),
        (
            (f"AMBEE_API_KEY={_API_KEY}", _API_KEY),
            (f'ambeeApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AMBEE_API_KEY={_API_KEY}0",
            f"AMBEE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"ambee_id={_API_KEY}",
        ),
    ),
)
