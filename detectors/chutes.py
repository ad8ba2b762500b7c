"""Chutes' API keys: two ids and a secret.

https://chutes.ai/docs/getting-started/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("chutes-api-key", "Chutes API key", part="key")

_KEY: Final = f"cpk_{made(HEX, 32, 'chutes')}.{made(HEX, 32, 'chutes-user')}.{made(ALNUM, 32, 'chutes')}"

DETECTORS = (
    prefixed(
        KEY,
        r"cpk_[0-9a-f]{32}\.[0-9a-f]{32}\." + cased(32),
        ("cpk_",),
        (
            (f"CHUTES_API_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            ".".join(["cpk_" + "0" * 32, "0" * 32, "x" * 32]),
            "cpk_your_api_key_here",
        ),
        least=3.6,
    ),
)
