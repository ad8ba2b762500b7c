"""Zuplo's consumer API keys. The last eight digits are a checksum that Zuplo keeps to itself.

https://zuplo.com/docs/articles/api-key-leak-detection
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import alnum

KEY = one("zuplo-consumer-api-key", "Zuplo consumer API key", part="key")

_KEY: Final = "zpka_" + made(HEX, 32, "zuplo") + "_" + made(HEX, 8, "zuplo")

DETECTORS = (
    prefixed(
        KEY,
        "zpka_" + alnum(32) + "_[0-9a-f]{8}",
        ("zpka_",),
        ((f"ZUPLO_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"x{_KEY}", "zpka_your-key", "zpka_" + "0" * 32 + "_" + "0" * 8),
    ),
)
