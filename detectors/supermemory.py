"""Supermemory's API keys, which its name stands beside.

https://supermemory.ai/docs/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("supermemory-api-key", "Supermemory API key", part="key")

_KEY: Final = f"sm_{made(ALNUM, 22, 'supermemory')}_{made(ALNUM, 86, 'supermemory')}"

DETECTORS = (
    prefixed(
        KEY,
        r"sm_[A-Za-z0-9]{20,24}_" + cased(40, 100),
        ("supermemory",),
        (
            (f"SUPERMEMORY_API_KEY={_KEY}", _KEY),
            (f'new Supermemory({{ apiKey: "{_KEY}" }})', _KEY),
        ),
        (
            f"SUPERMEMORY_API_KEY={_KEY[:40]}",
            f"SUPERMEMORY_API_KEY=x{_KEY}",
            f"API_KEY={_KEY}",
            f"SUPERMEMORY_API_KEY=sm_{'x' * 22}_{'x' * 86}",
        ),
        least=4.0,
        near="supermemory",
    ),
)
