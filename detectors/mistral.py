"""Mistral AI's API keys.

https://docs.mistral.ai/getting-started/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

KEY = one("mistral-api-key", "Mistral AI API key", part="key")

_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        KEY,
        "mistral",
        "[A-Za-z0-9]{32}",
        ("mistral",),
        (
            (f"MISTRAL_API_KEY={_KEY}", _KEY),
            (f'mistralToken: "{_KEY}"', _KEY),
        ),
        (
            f"MISTRAL_API_KEY={_KEY}0",
            f"mistral-7b md5 {_KEY}",
            f"MISTRAL_API_KEY={'A' * 32}",
        ),
        common=True,
        least=3.2,
    ),
)
