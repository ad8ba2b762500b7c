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
    # In a table or a sentence that tells whose it is.
    prefixed(
        TOKEN,
        r"pk_[0-9]{7,9}_(?=[A-Z]{0,31}[0-9])(?=[0-9]{0,31}[A-Z])[A-Z0-9]{32}",
        ("pk_",),
        ((f"| clickup | {_MIXED} |", _MIXED), (f"the key of ClickUp's board: {_MIXED}", _MIXED)),
        (f"API_TOKEN={_MIXED}", f"clickup {_MIXED}0", f"clickup {_MIXED[:-1]}", f"clickup pk_{'1' * 8}_{'A' * 32}"),
        near=r"click[\-_ ]?up",
        prefilter=r"pk_[0-9]{7}",
    ),
)
