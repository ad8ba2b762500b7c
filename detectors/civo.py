"""Civo: the API key of an account.

https://www.civo.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("civo-api-key", "Civo API key", part="key")

_API_KEY: Final = made(ALNUM, 50)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])civo{TELLING}",
        r"[A-Za-z0-9]{50}",
        ("civo",),
        (
            (f"CIVO_TOKEN={_API_KEY}", _API_KEY),
            (f'civo-token := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CIVO_TOKEN={_API_KEY}0",
            f"CIVO_TOKEN={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"civo_id={_API_KEY}",
        ),
    ),
)
