"""Tinybird's tokens.

https://www.tinybird.co/docs/forward/administration/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("tinybird-token", "Tinybird token")

_TOKEN: Final = "p.eyJ1Ijog" + made(ALNUM, 60, "tinybird") + "." + made(ALNUM, 43, "tinybird")

DETECTORS = (
    prefixed(
        TOKEN,
        r"p\.eyJ[A-Za-z0-9_\-]{40,400}\.[A-Za-z0-9_\-]{20,100}",
        ("p.eyj",),
        ((f"TB_TOKEN={_TOKEN}", _TOKEN), (f'"token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:40], f"x{_TOKEN}", "p.eyJ.your.token"),
    ),
)
