"""Baremetrics: the API key of an account, live or of the sandbox.

https://developers.baremetrics.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("baremetrics-api-key", "Baremetrics API key", part="key")

_API_KEY: Final = "lk_" + made(ALNUM, 22)

DETECTORS = (
    named(
        API_KEY,
        r"baremetrics",
        r"(?:sk|lk)_[A-Za-z0-9]{18,25}",
        ("baremetrics",),
        (
            (f"BAREMETRICS_API_KEY={_API_KEY}", _API_KEY),
            (f'"baremetrics_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            "BAREMETRICS_API_KEY=lk_short",
            f"BAREMETRICS_API_KEY=lk_{'x' * 22}",
            f"checksum={_API_KEY}",
        ),
    ),
)
