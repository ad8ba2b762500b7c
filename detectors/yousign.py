"""Yousign's API keys.

https://developers.yousign.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("yousign-api-key", "Yousign API key", part="key")

_KEY: Final = made(ALNUM, 32, "yousign-api-key")

DETECTORS = (
    secretive(
        KEY,
        "yousign",
        alnum(32),
        ("yousign",),
        ((f"YOUSIGN_API_KEY={_KEY}", _KEY), (f'"yousign_api_key": "{_KEY}"', _KEY)),
        (
            f"YOUSIGN_API_KEY={_KEY}0x",
            f"YOUSIGN_API_KEY={_KEY[:-8]}",
            f"yousign_commit={_KEY}",
            "YOUSIGN_API_KEY=your_yousign_key_goes_here_1",
        ),
    ),
)
