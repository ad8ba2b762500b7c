"""cloudplan: the API key of an account.

https://cloudplan.biz/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UPPER, has_digits, made, named, one

API_KEY = one("cloudplan-api-key", "cloudplan API key", part="key")

_API_KEY: Final = made(UPPER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"cloudplan{TELLING}",
        r"[A-Z0-9\-]{32}",
        ("cloudplan",),
        (
            (f"CLOUDPLAN_API_KEY={_API_KEY}", _API_KEY),
            (f'cloudplan-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLOUDPLAN_API_KEY={_API_KEY}0",
            f"CLOUDPLAN_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cloudplan_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
