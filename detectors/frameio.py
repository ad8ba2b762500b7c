"""Frame.io's developer tokens.

https://developer.frame.io/docs/getting-started/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("frameio-developer-token", "Frame.io developer token")

_TOKEN: Final = "fio-u-" + made(URL_SAFE, 64)

DETECTORS = (
    prefixed(
        TOKEN,
        r"fio-u-[A-Za-z0-9_=\-]{64}",
        ("fio-u-",),
        ((f"FRAMEIO_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}"),
    ),
)
