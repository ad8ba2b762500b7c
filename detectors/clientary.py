"""Clientary: the API key of an account.

https://www.clientary.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("clientary-api-key", "Clientary API key", part="key")

_API_KEY: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        API_KEY,
        rf"clientary{TELLING}",
        r"[A-Za-z0-9]{20}",
        ("clientary",),
        (
            (f"CLIENTARY_API_KEY={_API_KEY}", _API_KEY),
            (f'clientary-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLIENTARY_API_KEY={_API_KEY}0",
            f"CLIENTARY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clientary_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
