"""BestTime: the private key of an account.

https://documentation.besttime.app/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

PRIVATE_KEY = one("besttime-private-key", "BestTime private key", part="key")

_PRIVATE_KEY: Final = "pri_" + made(HEX, 32)

DETECTORS = (
    prefixed(
        PRIVATE_KEY,
        r"pri_[a-f0-9]{32}",
        ("pri_",),
        (
            (f"BESTTIME_API_KEY={_PRIVATE_KEY}", _PRIVATE_KEY),
            (f'"token": "{_PRIVATE_KEY}"', _PRIVATE_KEY),
        ),
        (
            _PRIVATE_KEY[:-1],
            f"{_PRIVATE_KEY}0",
            f"pri_{'x' * (len(_PRIVATE_KEY) - 4)}",
        ),
    ),
)
