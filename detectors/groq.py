"""Groq's API keys.

https://console.groq.com/docs/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("groq-api-key", "Groq API key", part="key")

_KEY: Final = "gsk_" + made(ALNUM, 52)

DETECTORS = (
    prefixed(
        KEY,
        r"gsk_[A-Za-z0-9]{52}",
        ("gsk_",),
        ((f"GROQ_API_KEY={_KEY}", _KEY), (f'Groq(api_key="{_KEY}")', _KEY)),
        (_KEY[:-1], f"{_KEY}0", "gsk_" + "x" * 52),
    ),
)
