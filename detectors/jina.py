"""Jina AI's keys.

https://jina.ai/api-dashboard/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

KEY = one("jina-api-key", "Jina AI key", part="key")

_KEY: Final = "jina_" + made(HEX, 32) + made(ALNUM, 28)

DETECTORS = (
    prefixed(
        KEY,
        r"jina_[0-9a-f]{32}[A-Za-z0-9_\-]{28}",
        ("jina_",),
        (
            (f"JINA_API_KEY={_KEY}", _KEY),
            (f"os.getenv('JINA_KEY', '{_KEY}')", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
