"""Toggl Track's API tokens.

https://engineering.toggl.com/docs/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("toggl-api-token", "Toggl API token")

_TOKEN: Final = made(HEX, 32, "toggl-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "toggl",
        hexes(32),
        ("toggl",),
        ((f"TOGGL_API_TOKEN={_TOKEN}", _TOKEN), (f'"toggl_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"TOGGL_API_TOKEN={_TOKEN}0",
            f"toggl_commit={_TOKEN}",
            "TOGGL_API_TOKEN=your-token",
            f"toggle_state={_TOKEN}",
        ),
    ),
)
