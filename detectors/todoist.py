"""Todoist's API tokens.

https://developer.todoist.com/api/v1/#tag/Authorization
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("todoist-api-token", "Todoist API token")

_TOKEN: Final = made(HEX, 40, "todoist-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "todoist",
        hexes(40),
        ("todoist",),
        ((f"TODOIST_API_TOKEN={_TOKEN}", _TOKEN), (f'"todoist_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"TODOIST_API_TOKEN={_TOKEN}0x",
            f"TODOIST_API_TOKEN={_TOKEN[:-10]}",
            f"todoist_commit={_TOKEN}",
            "TODOIST_API_TOKEN=your_todoist_key_goes_here_1",
        ),
    ),
)
