"""LightOn's keys for Paradigm.

https://paradigm.lighton.ai/docs
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

KEY = one("lighton-paradigm-api-key", "LightOn Paradigm API key", part="key")

_KEY: Final = made(ALNUM, 48)

DETECTORS = (
    named(
        KEY,
        "lighton|paradigm",
        r"[A-Za-z0-9_\-]{48}",
        (
            "lighton",
            "paradigm",
        ),
        (
            (f"PARADIGM_API_KEY={_KEY}", _KEY),
            (f'lightonToken = "{_KEY}"', _KEY),
        ),
        (
            f"PARADIGM_API_KEY={_KEY}0",
            f"paradigm_id: {_KEY}",
        ),
        common=True,
        least=3.8,
    ),
)
