"""Kickbox's API keys.

https://docs.kickbox.com/docs/using-the-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("kickbox-api-key", "Kickbox API key", part="key")

_KEY: Final = "live_" + made(HEX, 64)

DETECTORS = (
    named(
        KEY,
        "kickbox",
        "(?:live|test)_[0-9a-f]{64}",
        ("kickbox",),
        (
            (f"KICKBOX_API_KEY={_KEY}", _KEY),
            (f'kickbox.api_key = "{_KEY}"', _KEY),
        ),
        (
            f"KICKBOX_API_KEY={_KEY}0",
            f"KEY={_KEY}",
        ),
    ),
)
