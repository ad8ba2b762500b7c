"""Checkly: the API key of a user, and of a service.

https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

API_KEY = one("checkly-api-key", "Checkly API key", part="key")

_API_KEY: Final = "cu_" + made(HEX, 32)

DETECTORS = (
    prefixed(
        API_KEY,
        r"(?:cu|sv)_[a-f0-9]{32}",
        (
            "cu_",
            "sv_",
        ),
        (
            (f"CHECKLY_API_KEY={_API_KEY}", _API_KEY),
            (f"curl -u {_API_KEY}: https://localhost/", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"cu_{'x' * (len(_API_KEY) - 3)}",
        ),
        prefilter=r"(?:cu|sv)_[a-f0-9]{32}",
    ),
)
