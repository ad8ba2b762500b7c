"""Customer.guru: the API key of an account.

https://customer.guru/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("customer-guru-api-key", "Customer.guru API key", part="key")

_API_KEY: Final = made(LOWER, 50)

DETECTORS = (
    named(
        API_KEY,
        rf"customer[-_.]?guru{TELLING}",
        r"[a-z0-9]{50}",
        ("customer",),
        (
            (f"CUSTOMER_GURU_API_KEY={_API_KEY}", _API_KEY),
            (f"export CUSTOMER_GURU_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CUSTOMER_GURU_API_KEY={_API_KEY}0",
            f"CUSTOMER_GURU_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"customer[\-_.]?guru",
    ),
)
