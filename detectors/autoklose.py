"""Autoklose: the API key of an account.

https://autoklose.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("autoklose-api-key", "Autoklose API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"autoklose{TELLING}",
        r"[A-Za-z0-9\-]{32}",
        ("autoklose",),
        (
            (f"AUTOKLOSE_API_KEY={_API_KEY}", _API_KEY),
            (f'autoklose-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AUTOKLOSE_API_KEY={_API_KEY}0",
            f"AUTOKLOSE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"autoklose_id={_API_KEY}",
        ),
    ),
)
