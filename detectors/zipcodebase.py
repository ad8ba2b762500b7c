"""Zipcodebase's API keys.

https://app.zipcodebase.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one
from .secretive import secretive

KEY = one("zipcodebase-api-key", "Zipcodebase API key", part="key")

_KEY: Final = "-".join(made(HEX, n, "zipcodebase-api-key") for n in (8, 4, 4, 4, 12))

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
