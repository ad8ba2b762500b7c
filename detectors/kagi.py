"""Kagi's API keys and the session tokens of private windows.

https://help.kagi.com/kagi/api/overview.html
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import URL_SAFE, made, one, prefixed

KEY = one("kagi-api-key", "Kagi API key", part="key")

_KEY: Final = made(URL_SAFE, 11) + "." + made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        KEY,
        r"[A-Za-z0-9_\-]{11}\.[A-Za-z0-9_\-]{43}",
        ("kagi",),
        (
            (f"KAGI_API_KEY='{_KEY}'", _KEY),
            (f"https://kagi.com/search?token={_KEY}", _KEY),
        ),
        (
            f"{_KEY}",
            f"kagi {_KEY}a",
        ),
        near="kagi",
        needs=r"\.[A-Za-z0-9_\-]{43}",  # "packaging" is everywhere
        confidence=Confidence.CONTEXT,
        least=3.8,
    ),
)
