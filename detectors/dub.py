"""Dub's API keys.

https://dub.co/docs/api-reference/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("dub-api-key", "Dub API key", part="key")

_KEY: Final = "dub_" + made(ALNUM, 24)

DETECTORS = (
    prefixed(
        KEY,
        r"dub_[A-Za-z0-9]{24}",
        ("dub_",),
        ((f"DUB_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "dub_" + "x" * 24),
        least=3.5,
        prefilter=r"\bdub_[A-Za-z0-9]{24}",
    ),
)
