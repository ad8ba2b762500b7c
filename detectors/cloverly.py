"""Cloverly: the API key of an account.

https://docs.cloverly.com/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("cloverly-api-key", "Cloverly API key", part="key")

_API_KEY: Final = made(LOWER, 28)

DETECTORS = (
    named(
        API_KEY,
        rf"cloverly{TELLING}",
        r"[a-f0-9]{16}:[a-f0-9_]{10,12}|[a-z0-9]{28}",
        ("cloverly",),
        (
            (f"CLOVERLY_API_KEY={_API_KEY}", _API_KEY),
            (f"export CLOVERLY_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CLOVERLY_API_KEY={_API_KEY[:12]}",
            f"CLOVERLY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
