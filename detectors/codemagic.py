"""Codemagic: the API token of a user.

https://docs.codemagic.io/rest-api/codemagic-rest-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("codemagic-api-key", "Codemagic API key", part="key")

_API_KEY: Final = made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        rf"codemagic{TELLING}",
        r"[A-Za-z0-9_\-]{43}",
        ("codemagic",),
        (
            (f"CODEMAGIC_API_KEY={_API_KEY}", _API_KEY),
            (f'codemagic-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CODEMAGIC_API_KEY={_API_KEY}0",
            f"CODEMAGIC_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"codemagic_id={_API_KEY}",
        ),
    ),
)
