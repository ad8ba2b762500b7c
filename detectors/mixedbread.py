"""Mixedbread's API keys.

https://www.mixedbread.com/docs/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("mixedbread-api-key", "Mixedbread API key", part="key")

_KEY: Final = "mxb_" + made(ALNUM, 28, "mixedbread")

DETECTORS = (
    prefixed(
        KEY,
        r"mxb_" + cased(28, 40),
        ("mxb_",),
        (
            (f"MXBAI_API_KEY={_KEY}", _KEY),
            (f'mxbai = Mixedbread(api_key="{_KEY}")', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}_0",
            f"x{_KEY}",
            "mxb_" + "x" * 28,
            "mxb_" + made(HEX, 28, "digest"),
            "mxb_your_api_key_here",
        ),
    ),
)
