"""Shortcut's API tokens; it was Clubhouse.

https://developer.shortcut.com/api/rest/v3
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

TOKEN = one("shortcut-api-token", "Shortcut API token")

_TOKEN: Final = made_uuid("shortcut-api-token")

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
