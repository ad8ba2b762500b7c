"""APITemplate.io: the API key of an account.

https://docs.apitemplate.io/reference/authentication.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("apitemplate-api-key", "APITemplate.io API key", part="key")

_API_KEY: Final = made(ALNUM, 39)

DETECTORS = (
    named(
        API_KEY,
        rf"apitemplate{TELLING}",
        r"[A-Za-z0-9]{39}",
        ("apitemplate",),
        (
            (f"APITEMPLATE_API_KEY={_API_KEY}", _API_KEY),
            (f'"apitemplate_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"APITEMPLATE_API_KEY={_API_KEY}0",
            f"APITEMPLATE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apitemplate_id={_API_KEY}",
        ),
    ),
)
