"""Pushover's tokens of applications.

https://pushover.net/api
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, named, one

TOKEN = one("pushover-api-token", "Pushover API token")

_TOKEN: Final = "a" + made(LOWER, 29)

DETECTORS = (
    named(
        TOKEN,
        r"pushover(?=[\w.\-]{0,20}?(?:token|api|key))",
        "a[a-z0-9]{29}",
        ("pushover",),
        (
            (f"PUSHOVER_API_TOKEN={_TOKEN}", _TOKEN),
            (f'pushover_app_token: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"PUSHOVER_API_TOKEN={_TOKEN}0",
            f"PUSHOVER_USER={_TOKEN}",
        ),
        prefilter=r"pushover[\w.\-]{0,24}(token|api|key)",
    ),
)
