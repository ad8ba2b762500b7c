"""Shotstack's API keys.

https://shotstack.io/docs/guide/getting-started/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("shotstack-api-key", "Shotstack API key", part="key")

_KEY: Final = made(ALNUM, 40, "shotstack-api-key")

DETECTORS = (
    secretive(
        KEY,
        "shotstack",
        alnum(40),
        ("shotstack",),
        ((f"SHOTSTACK_API_KEY={_KEY}", _KEY), (f'"shotstack_api_key": "{_KEY}"', _KEY)),
        (
            f"SHOTSTACK_API_KEY={_KEY}0x",
            f"SHOTSTACK_API_KEY={_KEY[:-10]}",
            f"shotstack_commit={_KEY}",
            "SHOTSTACK_API_KEY=your_shotstack_key_goes_here_1",
        ),
    ),
)
