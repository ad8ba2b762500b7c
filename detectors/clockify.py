"""Clockify: the API key of an account.

https://docs.clockify.me/#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("clockify-api-key", "Clockify API key", part="key")

_API_KEY: Final = made(ALNUM, 48)

DETECTORS = (
    named(
        API_KEY,
        rf"clockify{TELLING}",
        r"[A-Za-z0-9]{48}",
        ("clockify",),
        (
            (f"CLOCKIFY_API_KEY={_API_KEY}", _API_KEY),
            (f"export CLOCKIFY_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CLOCKIFY_API_KEY={_API_KEY}0",
            f"CLOCKIFY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clockify_id={_API_KEY}",
        ),
    ),
)
