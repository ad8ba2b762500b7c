"""Shortcut's API tokens; it was Clubhouse.

https://developer.shortcut.com/api/rest/v3
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one
from .secretive import secretive

TOKEN = one("shortcut-api-token", "Shortcut API token")

_TOKEN: Final = "-".join(made(HEX, n, "shortcut-api-token") for n in (8, 4, 4, 4, 12))

DETECTORS = (
    secretive(
        TOKEN,
        "(?:shortcut|clubhouse)[-_.]?(?:api|auth|token)",
        UUID,
        ("shortcut", "clubhouse"),
        ((f"SHORTCUT_API_TOKEN={_TOKEN}", _TOKEN), (f'"shortcut_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SHORTCUT_API_TOKEN={_TOKEN}0x",
            f"SHORTCUT_API_TOKEN={_TOKEN[:-9]}",
            f"shortcut_commit={_TOKEN}",
            "SHORTCUT_API_TOKEN=your_shortcut_key_goes_here_1",
        ),
    ),
)
