"""Hack Club AI's API keys.

https://ai.hackclub.com/docs
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("hackclub-api-key", "Hack Club AI API key", part="key")

_KEY: Final = "sk-hc-v1-" + made(HEX, 64)

DETECTORS = (
    prefixed(
        KEY,
        r"sk-hc-v1-[0-9a-f]{64}",
        ("sk-hc-v1-",),
        ((f"HACKCLUB_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
    ),
)
