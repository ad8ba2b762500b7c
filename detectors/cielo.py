"""Cielo: the key of a merchant.

https://docs.cielo.com.br/ecommerce-cielo
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("cielo-api-key", "Cielo API key", part="key")

_API_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])cielo{TELLING}",
        r"(?:[A-Za-z0-9]{40}|[A-Za-z0-9]{32})",
        ("cielo",),
        (
            (f"CIELO_API_KEY={_API_KEY}", _API_KEY),
            (f'cieloApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CIELO_API_KEY={_API_KEY}0",
            f"CIELO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cielo_id={_API_KEY}",
        ),
        check=not_hex("key"),
    ),
)
