"""The API keys of ollama.com.

https://docs.ollama.com/cloud
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, URL_SAFE, made, named, one

KEY = one("ollama-api-key", "Ollama API key", part="key")

_KEY: Final = made(HEX, 32) + "." + made(URL_SAFE, 24)

DETECTORS = (
    named(
        KEY,
        "ollama(?: (?:api )?key)?",
        r"[0-9a-f]{32}\.[A-Za-z0-9_\-]{24}",
        ("ollama",),
        (
            (f"OLLAMA_API_KEY={_KEY}", _KEY),
            (f"ollama key = {_KEY}", _KEY),
        ),
        (
            f"OLLAMA_API_KEY={_KEY}0",
            f"KEY={_KEY}",
        ),
    ),
)
