"""Abyssale: the API key of an account.

https://developers.abyssale.com/rest-api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("abyssale-api-key", "Abyssale API key", part="key")

_API_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"abyssale{TELLING}",
        r"[A-Za-z0-9]{40}",
        ("abyssale",),
        (
            (f"ABYSSALE_API_KEY={_API_KEY}", _API_KEY),
            (f"export ABYSSALE_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"ABYSSALE_API_KEY={_API_KEY}0",
            f"ABYSSALE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"abyssale_id={_API_KEY}",
        ),
        check=not_hex("key"),
    ),
)
