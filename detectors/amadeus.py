"""Amadeus: the API key of an app and its secret.

https://developers.amadeus.com/self-service/apis-docs/guides/developer-guides/API-Keys/authorization/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("amadeus-api-key", "Amadeus API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"amadeus{TELLING}",
        r"(?:[A-Za-z0-9]{32}|[A-Za-z0-9]{16})",
        ("amadeus",),
        (
            (f"AMADEUS_API_KEY={_API_KEY}", _API_KEY),
            (f"amadeus_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"AMADEUS_API_KEY={_API_KEY}0",
            f"AMADEUS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"amadeus_id={_API_KEY}",
        ),
        check=has_digits("key"),
    ),
)
