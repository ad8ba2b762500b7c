"""OpenRouter's API keys.

https://openrouter.ai/docs/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("openrouter-api-key", "OpenRouter API key", part="key")

_KEY: Final = "sk-or-v1-" + made(HEX, 64)

DETECTORS = (
    prefixed(
        KEY,
        "sk-or-v1-[0-9a-f]{64}",
        ("sk-or-v1-",),
        (
            (f"OPENROUTER_API_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
