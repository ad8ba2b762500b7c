"""Snappy: the API key of an account.

https://github.com/BeSnappy/api-docs
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("besnappy-api-key", "Snappy API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"besnappy{TELLING}",
        r"[a-f0-9]{64}",
        ("besnappy",),
        (
            (f"BESNAPPY_API_KEY={_API_KEY}", _API_KEY),
            (f"export BESNAPPY_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"BESNAPPY_API_KEY={_API_KEY}0",
            f"BESNAPPY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"besnappy_id={_API_KEY}",
        ),
    ),
)
