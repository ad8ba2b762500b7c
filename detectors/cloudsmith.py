"""Cloudsmith: the API key of a user or of a service.

https://docs.cloudsmith.com/accounts-and-teams/api-key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

API_KEY = one("cloudsmith-api-key", "Cloudsmith API key", part="key")

_API_KEY: Final = "csa_" + made(HEX, 30) + made(ALNUM, 6)

DETECTORS = (
    prefixed(
        API_KEY,
        r"csa_[A-Za-z0-9]{36}",
        ("csa_",),
        (
            (f"CLOUDSMITH_API_KEY={_API_KEY}", _API_KEY),
            (f'client = Client("{_API_KEY}")', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"csa_{'x' * (len(_API_KEY) - 4)}",
        ),
    ),
)
