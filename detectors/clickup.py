"""ClickUp: the API token of a user, which names the user.

https://developer.clickup.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import DIGITS, UPPER, made, named, one, prefixed

TOKEN = one("clickup-personal-api-token", "ClickUp personal API token")

_TOKEN: Final = "pk_" + made(DIGITS, 9) + "_" + made(UPPER, 32)
_MIXED: Final = "pk_" + made(DIGITS, 8) + "_" + made(UPPER + DIGITS, 32)

DETECTORS = (
    named(
        TOKEN,
        r"click-?_?up",
        r"pk_[0-9]{7,9}_[A-Z0-9]{32}",
        ("click",),
        (
            (f"CLICKUP_API_TOKEN={_TOKEN}", _TOKEN),
            (f"clickup_api_token: {_TOKEN}", _TOKEN),
        ),
        (
            f"CLICKUP_API_TOKEN={_TOKEN[:-1]}",
            f"CLICKUP_API_TOKEN={_TOKEN}0",
            f"CLICKUP_API_TOKEN=pk_1_{'X' * 32}",
        ),
        prefilter=r"click[\-_]{0,2}up",
    ),
    # Of capitals, as no other key that begins so: wherever it stands.
    prefixed(
        TOKEN,
        r"pk_[0-9]{7,9}_(?=[A-Z]{0,31}[0-9])(?=[0-9]{0,31}[A-Z])[A-Z0-9]{32}",
        ("pk_",),
        ((f"| the board | {_MIXED} |", _MIXED), (f'"{_MIXED}"', _MIXED)),
        (f"x {_MIXED}0", f"x {_MIXED[:-1]}", f"pk_{'1' * 8}_{'A' * 32}"),
        prefilter=r"pk_[0-9]{7}",
    ),
)
