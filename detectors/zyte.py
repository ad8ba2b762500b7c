"""Zyte's API keys; it was Scrapinghub.

https://docs.zyte.com/zyte-api/usage/reference.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("zyte-api-key", "Zyte API key", part="key")

_KEY: Final = made(HEX, 32, "zyte-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zyte|scrapinghub|shub[-_]api",
        hexes(32),
        ("zyte", "scrapinghub", "shub_api", "shub-api"),
        ((f"ZYTE_API_KEY={_KEY}", _KEY), (f'"zyte_api_key": "{_KEY}"', _KEY)),
        (
            f"ZYTE_API_KEY={_KEY}0x",
            f"ZYTE_API_KEY={_KEY[:-8]}",
            f"zyte_commit={_KEY}",
            "ZYTE_API_KEY=your_zyte_key_goes_here_1",
        ),
    ),
)
