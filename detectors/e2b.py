"""E2B's API keys.

https://e2b.dev/docs/api-key
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("e2b-api-key", "E2B API key", part="key")

_KEY: Final = "e2b_" + made(HEX, 40)

DETECTORS = (
    prefixed(
        KEY,
        r"e2b_[0-9a-f]{40}",
        ("e2b_",),
        ((f"E2B_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
    ),
)
