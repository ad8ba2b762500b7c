"""Statuspage's API keys.

https://developer.statuspage.io/#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("statuspage-api-key", "Statuspage API key", part="key")

_KEY: Final = made_uuid("statuspage-api-key")

DETECTORS = (
    secretive(
        KEY,
        "status[-_]?page",
        UUID,
        ("statuspage", "status_page", "status-page"),
        ((f"STATUSPAGE_API_KEY={_KEY}", _KEY), (f'"statuspage_api_key": "{_KEY}"', _KEY)),
        (
            f"STATUSPAGE_API_KEY={_KEY}0x",
            f"STATUSPAGE_API_KEY={_KEY[:-9]}",
            f"statuspage_commit={_KEY}",
            "STATUSPAGE_API_KEY=your_statuspage_key_goes_here_1",
        ),
    ),
)
