"""Brex: a user token, and the secrets of its API.

https://developer.brex.com/docs/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("brex-token", "Brex token")

_TOKEN: Final = "bxt_" + made(ALNUM, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        r"bxt_[A-Za-z0-9]{32,80}",
        ("bxt_",),
        (
            (f"BREX_TOKEN={_TOKEN}", _TOKEN),
            (f'"token": "{_TOKEN}"', _TOKEN),
        ),
        (
            _TOKEN[:12],
            f"a{_TOKEN}",
            "bxt_" + "x" * 40,
        ),
    ),
)
