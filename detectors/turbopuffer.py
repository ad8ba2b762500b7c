"""Turbopuffer's API keys.

https://turbopuffer.com/docs/auth
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("turbopuffer-api-key", "Turbopuffer API key", part="key")

_KEY: Final = "tpuf_" + made(ALNUM, 32, "turbopuffer")

DETECTORS = (
    prefixed(
        KEY,
        r"tpuf_" + cased(32),
        ("tpuf_",),
        (
            (f"TURBOPUFFER_API_KEY={_KEY}", _KEY),
            (f'tpuf.api_key = "{_KEY}"', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "tpuf_" + "x" * 32,
            "tpuf_" + made(HEX, 32, "digest"),
            "tpuf_api_key",
        ),
    ),
)
