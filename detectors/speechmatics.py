"""Speechmatics' API keys.

https://docs.speechmatics.com/introduction/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("speechmatics-api-key", "Speechmatics API key", part="key")

_KEY: Final = made(ALNUM, 32, "speechmatics-api-key")

DETECTORS = (
    secretive(
        KEY,
        "speechmatics",
        alnum(32),
        ("speechmatics",),
        ((f"SPEECHMATICS_API_KEY={_KEY}", _KEY), (f'"speechmatics_api_key": "{_KEY}"', _KEY)),
        (
            f"SPEECHMATICS_API_KEY={_KEY}0x",
            f"SPEECHMATICS_API_KEY={_KEY[:-8]}",
            f"speechmatics_commit={_KEY}",
            "SPEECHMATICS_API_KEY=your_speechmatics_key_goes_here_1",
        ),
    ),
)
