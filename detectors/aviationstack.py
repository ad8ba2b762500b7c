"""aviationstack: the access key of an account.

https://aviationstack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("aviationstack-api-key", "aviationstack API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"aviationstack{TELLING}",
        r"[a-z0-9]{32}",
        ("aviationstack",),
        (
            (f"AVIATIONSTACK_API_KEY={_API_KEY}", _API_KEY),
            (f"export AVIATIONSTACK_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"AVIATIONSTACK_API_KEY={_API_KEY}0",
            f"AVIATIONSTACK_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"aviationstack_id={_API_KEY}",
        ),
    ),
)
