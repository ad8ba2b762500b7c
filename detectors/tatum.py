"""Tatum's API keys.

https://docs.tatum.io/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("tatum-api-key", "Tatum API key", part="key")

_KEY: Final = "t-" + made(HEX, 24, "a") + "-" + made(HEX, 24, "b")

DETECTORS = (
    named(
        KEY,
        "tatum",
        "t-[0-9a-f]{24}-[0-9a-f]{24}",
        ("tatum",),
        ((f"TATUM_API_KEY={_KEY}", _KEY), (f'"tatum_api_key": "{_KEY}"', _KEY)),
        (f"TATUM_API_KEY={_KEY}0", f"TATUM_API_KEY={_KEY[:-1]}", "TATUM_API_KEY=your-key"),
    ),
)
