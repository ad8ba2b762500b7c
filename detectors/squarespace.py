"""Squarespace's API keys.

https://developers.squarespace.com/commerce-apis/authentication-and-permissions
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("squarespace-api-key", "Squarespace API key", part="key")

_KEY: Final = made_uuid("squarespace-api-key")

DETECTORS = (
    secretive(
        KEY,
        "squarespace",
        UUID,
        ("squarespace",),
        ((f"SQUARESPACE_API_KEY={_KEY}", _KEY), (f'"squarespace_api_key": "{_KEY}"', _KEY)),
        (
            f"SQUARESPACE_API_KEY={_KEY}0x",
            f"SQUARESPACE_API_KEY={_KEY[:-9]}",
            f"squarespace_commit={_KEY}",
            "SQUARESPACE_API_KEY=your_squarespace_key_goes_here_1",
        ),
    ),
)
