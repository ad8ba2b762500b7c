"""Perplexity's API keys.

https://docs.perplexity.ai/guides/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("perplexity-api-key", "Perplexity API key", part="key")

_KEY: Final = "pplx-" + made(ALNUM, 48)

DETECTORS = (
    prefixed(
        KEY,
        "pplx-[A-Za-z0-9]{48}",
        ("pplx-",),
        (
            (f"PERPLEXITY_API_KEY={_KEY}", _KEY),
            (f'perplexityToken = "{_KEY}"', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"pplx-{'x' * 48}",
        ),
    ),
)
