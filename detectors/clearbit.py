"""Clearbit: the secret key of an account.

https://dashboard.clearbit.com/docs#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, has_digits, made, named, one

API_KEY = one("clearbit-api-key", "Clearbit API key", part="key")

_API_KEY: Final = "sk_" + made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"clearbit{TELLING}",
        r"(?:sk_[a-f0-9]{32}|[a-z0-9_]{35})",
        ("clearbit",),
        (
            (f"CLEARBIT_API_KEY={_API_KEY}", _API_KEY),
            (f"export CLEARBIT_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CLEARBIT_API_KEY={_API_KEY}0",
            f"CLEARBIT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clearbit_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
