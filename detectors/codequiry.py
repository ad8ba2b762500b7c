"""Codequiry: the API key of an account.

https://codequiry.com/usage/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("codequiry-api-key", "Codequiry API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"codequiry{TELLING}",
        r"[a-f0-9]{64}",
        ("codequiry",),
        (
            (f"CODEQUIRY_API_KEY={_API_KEY}", _API_KEY),
            (f'codequiry-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CODEQUIRY_API_KEY={_API_KEY}0",
            f"CODEQUIRY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"codequiry_id={_API_KEY}",
        ),
    ),
)
