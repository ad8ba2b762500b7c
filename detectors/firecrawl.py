"""Firecrawl's API keys: `fc-` and 32 hexadecimal digits, which could also be a file's name.

https://docs.firecrawl.dev/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, made, one, prefixed

KEY = one("firecrawl-api-key", "Firecrawl API key", part="key")

_KEY: Final = "fc-" + made(HEX, 32)

DETECTORS = (
    prefixed(
        KEY,
        r"fc-[0-9a-f]{32}",
        ("firecrawl",),
        ((f"FIRECRAWL_API_KEY={_KEY}", _KEY), (f'FirecrawlApp(api_key="{_KEY}")', _KEY)),
        (f"FIRECRAWL_API_KEY={_KEY[:-1]}", f"image={_KEY}", f"FIRECRAWL_API_KEY=fc-{'0' * 32}"),
        near="firecrawl",
        confidence=Confidence.CONTEXT,
    ),
)
