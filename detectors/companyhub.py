"""CompanyHub: the API key of an account.

https://companyhub.com/docs/api-documentation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("companyhub-api-key", "CompanyHub API key", part="key")

_API_KEY: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        API_KEY,
        rf"companyhub{TELLING}",
        r"[A-Za-z0-9]{20}",
        ("companyhub",),
        (
            (f"COMPANYHUB_API_KEY={_API_KEY}", _API_KEY),
            (f'companyhubApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"COMPANYHUB_API_KEY={_API_KEY}0",
            f"COMPANYHUB_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"companyhub_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
