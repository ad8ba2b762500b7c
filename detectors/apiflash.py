"""ApiFlash: the access key of an account.

https://apiflash.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("apiflash-api-key", "ApiFlash API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"apiflash{TELLING}",
        r"[a-z0-9]{32}",
        ("apiflash",),
        (
            (f"APIFLASH_API_KEY={_API_KEY}", _API_KEY),
            (f"export APIFLASH_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"APIFLASH_API_KEY={_API_KEY}0",
            f"APIFLASH_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apiflash_id={_API_KEY}",
        ),
    ),
)
