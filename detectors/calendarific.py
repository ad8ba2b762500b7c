"""Calendarific: the API key of an account.

https://calendarific.com/api-documentation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("calendarific-api-key", "Calendarific API key", part="key")

_API_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"calendarific{TELLING}",
        r"[A-Za-z0-9]{40}",
        ("calendarific",),
        (
            (f"CALENDARIFIC_API_KEY={_API_KEY}", _API_KEY),
            (f"calendarific_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CALENDARIFIC_API_KEY={_API_KEY}0",
            f"CALENDARIFIC_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"calendarific_id={_API_KEY}",
        ),
    ),
)
