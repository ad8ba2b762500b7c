"""Novita AI's API keys, which its name stands beside.

https://novita.ai/docs/guides/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import cased

KEY = one("novita-api-key", "Novita AI API key", part="key")

_KEY: Final = "sk_" + made(URL_SAFE, 43, "novita")

DETECTORS = (
    prefixed(
        KEY,
        r"sk_" + cased(43, also="_\\-"),
        ("novita",),
        (
            (f"NOVITA_API_KEY={_KEY}", _KEY),
            (f'OpenAI(base_url="https://api.novita.ai/openai", api_key="{_KEY}")', _KEY),
        ),
        (
            f"NOVITA_API_KEY={_KEY[:-1]}",
            f"NOVITA_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "NOVITA_API_KEY=sk_" + "x" * 43,
        ),
        least=3.6,
        near="novita",
    ),
)
