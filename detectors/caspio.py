"""Caspio: the client id and the secret of a profile.

https://howto.caspio.com/web-services-api/rest-api/authenticating-rest/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("caspio-api-key", "Caspio API key", part="key")

_API_KEY: Final = made(LOWER, 50)

DETECTORS = (
    named(
        API_KEY,
        rf"caspio{TELLING}",
        r"(?:[a-z0-9]{50}|[a-z0-9]{32})",
        ("caspio",),
        (
            (f"CASPIO_API_KEY={_API_KEY}", _API_KEY),
            (f'"caspio_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CASPIO_API_KEY={_API_KEY}0",
            f"CASPIO_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"caspio_id={_API_KEY}",
        ),
    ),
)
