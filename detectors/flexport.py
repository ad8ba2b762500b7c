"""Flexport's logistics API tokens.

https://docs.logistics-api.flexport.com/
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("flexport-api-token", "Flexport API token")

_TOKEN: Final = "shltm_" + made(URL_SAFE, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        r"shltm_[A-Za-z0-9_\-]{40}",
        ("shltm_",),
        ((f"FLEXPORT_API_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}"),
    ),
)
