"""Moltbook's API keys, of an agent.

https://www.moltbook.com/skill.md
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("moltbook-api-key", "Moltbook API key", part="key")

_KEY: Final = "moltbook_sk_" + made(ALNUM, 32, "moltbook")

DETECTORS = (
    prefixed(
        KEY,
        r"moltbook_sk_" + cased(32, also="_\\-"),
        ("moltbook_sk_",),
        (
            (f"MOLTBOOK_API_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-8],
            f"x{_KEY}",
            "moltbook_sk_" + "x" * 32,
            "moltbook_sk_your_key_here",
            "moltbook_sk_your-secret-key-goes-here-12345678",
        ),
    ),
)
