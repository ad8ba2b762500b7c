"""Zenscrape's API keys.

https://zenscrape.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("zenscrape-api-key", "Zenscrape API key", part="key")

_KEY: Final = made_uuid("zenscrape-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zenscrape",
        UUID,
        ("zenscrape",),
        ((f"ZENSCRAPE_API_KEY={_KEY}", _KEY), (f'"zenscrape_api_key": "{_KEY}"', _KEY)),
        (
            f"ZENSCRAPE_API_KEY={_KEY}0x",
            f"ZENSCRAPE_API_KEY={_KEY[:-9]}",
            f"zenscrape_commit={_KEY}",
            "ZENSCRAPE_API_KEY=your_zenscrape_key_goes_here_1",
        ),
    ),
)
