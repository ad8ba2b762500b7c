"""Zenscrape's API keys.

https://zenscrape.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one
from .secretive import secretive

KEY = one("zenscrape-api-key", "Zenscrape API key", part="key")

_KEY: Final = "-".join(made(HEX, n, "zenscrape-api-key") for n in (8, 4, 4, 4, 12))

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
