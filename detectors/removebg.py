"""remove.bg's API keys.

https://www.remove.bg/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("remove-bg-api-key", "remove.bg API key", part="key")

_KEY: Final = made(ALNUM, 24, "remove-bg-api-key")

DETECTORS = (
    secretive(
        KEY,
        "remove[-_.]?bg",
        alnum(24),
        ("removebg", "remove_bg", "remove-bg", "remove.bg"),
        ((f"REMOVE_BG_API_KEY={_KEY}", _KEY), (f'"remove_bg_api_key": "{_KEY}"', _KEY)),
        (
            f"REMOVE_BG_API_KEY={_KEY}0x",
            f"REMOVE_BG_API_KEY={_KEY[:-6]}",
            f"removebg_commit={_KEY}",
            "REMOVE_BG_API_KEY=your_removebg_key_goes_here_1",
        ),
    ),
)
