"""Cerebras: the API key of its inference.

https://inference-docs.cerebras.ai/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

API_KEY = one("cerebras-api-key", "Cerebras API key", part="key")

_API_KEY: Final = "csk-" + made(LOWER, 48)

DETECTORS = (
    prefixed(
        API_KEY,
        r"csk-[A-Za-z0-9]{48}",
        ("csk-",),
        (
            (f"CEREBRAS_API_KEY={_API_KEY}", _API_KEY),
            (f'"token": "{_API_KEY}"', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"csk-{'x' * (len(_API_KEY) - 4)}",
        ),
    ),
)
