"""BugHerd: the API key of an account.

https://www.bugherd.com/api_v2
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, has_digits, made, named, one

API_KEY = one("bugherd-api-key", "BugHerd API key", part="key")

_API_KEY: Final = made(LOWER, 22)

DETECTORS = (
    named(
        API_KEY,
        rf"bugherd{TELLING}",
        r"[a-z0-9]{22}",
        ("bugherd",),
        (
            (f"BUGHERD_API_KEY={_API_KEY}", _API_KEY),
            (f"bugherd_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BUGHERD_API_KEY={_API_KEY}0",
            f"BUGHERD_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bugherd_id={_API_KEY}",
        ),
        check=has_digits("key"),
    ),
)
