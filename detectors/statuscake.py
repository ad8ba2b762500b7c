"""StatusCake's API tokens.

https://developers.statuscake.com/guides/api/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("statuscake-api-token", "StatusCake API token")

_TOKEN: Final = made(ALNUM, 20, "statuscake-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "status[-_]?cake",
        alnum(20, 44),
        ("statuscake", "status_cake", "status-cake"),
        ((f"STATUSCAKE_API_TOKEN={_TOKEN}", _TOKEN), (f'"statuscake_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"STATUSCAKE_API_TOKEN={_TOKEN[:-5]}",
            f"statuscake_commit={_TOKEN}",
            "STATUSCAKE_API_TOKEN=your_statuscake_key_goes_here_1",
        ),
    ),
)
