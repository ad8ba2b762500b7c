"""AudD: the API token of an account.

https://docs.audd.io/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("audd-api-key", "AudD API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])audd{TELLING}",
        r"[a-z0-9]{32}",
        ("audd",),
        (
            (f"AUDD_API_KEY={_API_KEY}", _API_KEY),
            (f'audd-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AUDD_API_KEY={_API_KEY}0",
            f"AUDD_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"audd_id={_API_KEY}",
        ),
    ),
)
