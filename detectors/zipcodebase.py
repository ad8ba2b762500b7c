"""Zipcodebase's API keys.

https://app.zipcodebase.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("zipcodebase-api-key", "Zipcodebase API key", part="key")

_KEY: Final = made_uuid("zipcodebase-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zipcodebase",
        UUID,
        ("zipcodebase",),
        ((f"ZIPCODEBASE_API_KEY={_KEY}", _KEY), (f'"zipcodebase_api_key": "{_KEY}"', _KEY)),
        (
            f"ZIPCODEBASE_API_KEY={_KEY}0x",
            f"ZIPCODEBASE_API_KEY={_KEY[:-9]}",
            f"zipcodebase_commit={_KEY}",
            "ZIPCODEBASE_API_KEY=your_zipcodebase_key_goes_here_1",
        ),
    ),
)
