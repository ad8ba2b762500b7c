"""Currents API: the API key of an account.

https://currentsapi.services/en/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("currents-api-api-key", "Currents API API key", part="key")

_API_KEY: Final = made(ALNUM, 48)

DETECTORS = (
    named(
        API_KEY,
        rf"currents[-_]?api{TELLING}",
        r"[A-Za-z0-9_\-]{48}",
        ("currents",),
        (
            (f"CURRENTS_API_API_KEY={_API_KEY}", _API_KEY),
            (f"currents_api_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CURRENTS_API_API_KEY={_API_KEY}0",
            f"CURRENTS_API_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"currents[\-_]?api",
    ),
)
