"""fastFOREX' API keys: three groups, 10-10-6.

https://www.fastforex.io/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, LOWER, made, named, one

KEY = one("fastforex-api-key", "fastFOREX API key", part="key")

_KEY: Final = f"{made(HEX, 10)}-{made(HEX, 10, '2')}-{made(LOWER, 6)}"

DETECTORS = (
    named(
        KEY,
        "fastforex",
        r"[a-f0-9]{10}-[a-f0-9]{10}-[a-z0-9]{6}",
        ("fastforex",),
        ((f"FASTFOREX_API_KEY={_KEY}", _KEY), (f'fastforexApiKey = "{_KEY}"', _KEY)),
        (f"FASTFOREX_API_KEY={_KEY}0", f"API_KEY={_KEY}", f"FASTFOREX_API_KEY={_KEY[:-1]}"),
    ),
)
