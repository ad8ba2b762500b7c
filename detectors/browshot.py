"""Browshot: the API key of an account.

https://browshot.com/api/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("browshot-api-key", "Browshot API key", part="key")

_API_KEY: Final = made(ALNUM, 28)

DETECTORS = (
    named(
        API_KEY,
        rf"browshot{TELLING}",
        r"[A-Za-z0-9]{28}",
        ("browshot",),
        (
            (f"BROWSHOT_API_KEY={_API_KEY}", _API_KEY),
            (f"export BROWSHOT_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"BROWSHOT_API_KEY={_API_KEY}0",
            f"BROWSHOT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"browshot_id={_API_KEY}",
        ),
    ),
)
