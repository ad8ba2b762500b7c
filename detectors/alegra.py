"""Alegra: the token of a user.

https://developer.alegra.com/docs/autenticaci%C3%B3n
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, has_digits, made, named, one

API_KEY = one("alegra-api-key", "Alegra API key", part="key")

_API_KEY: Final = made(LOWER, 20)

DETECTORS = (
    named(
        API_KEY,
        rf"alegra{TELLING}",
        r"[a-z0-9]{20}",
        ("alegra",),
        (
            (f"ALEGRA_API_KEY={_API_KEY}", _API_KEY),
            (f'"alegra_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ALEGRA_API_KEY={_API_KEY}0",
            f"ALEGRA_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"alegra_id={_API_KEY}",
        ),
        check=has_digits("key"),
    ),
)
