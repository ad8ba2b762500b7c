"""Veriphone's API keys.

https://veriphone.io/docs
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("veriphone-api-key", "Veriphone API key", part="key")

_KEY: Final = made(ALNUM, 32, "veriphone-api-key")

DETECTORS = (
    secretive(
        KEY,
        "veriphone",
        alnum(32),
        ("veriphone",),
        ((f"VERIPHONE_API_KEY={_KEY}", _KEY), (f'"veriphone_api_key": "{_KEY}"', _KEY)),
        (
            f"VERIPHONE_API_KEY={_KEY}0x",
            f"VERIPHONE_API_KEY={_KEY[:-8]}",
            f"veriphone_commit={_KEY}",
            "VERIPHONE_API_KEY=your_veriphone_key_goes_here_1",
        ),
    ),
)
