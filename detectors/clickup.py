"""ClickUp: the API token of a user, which names the user.

https://developer.clickup.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import DIGITS, UPPER, made, named, one

TOKEN = one("clickup-personal-api-token", "ClickUp personal API token")

_TOKEN: Final = "pk_" + made(DIGITS, 9) + "_" + made(UPPER, 32)

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
)
