"""scrapestack's access keys.

https://scrapestack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("scrapestack-access-key", "scrapestack access key", part="key")

_KEY: Final = made(HEX, 32, "scrapestack-access-key")

DETECTORS = (
    secretive(
        KEY,
        "scrapestack",
        hexes(32),
        ("scrapestack",),
        ((f"SCRAPESTACK_ACCESS_KEY={_KEY}", _KEY), (f'"scrapestack_access_key": "{_KEY}"', _KEY)),
        (
            f"SCRAPESTACK_ACCESS_KEY={_KEY}0x",
            f"SCRAPESTACK_ACCESS_KEY={_KEY[:-8]}",
            f"scrapestack_commit={_KEY}",
            "SCRAPESTACK_ACCESS_KEY=your_scrapestack_key_goes_here_1",
        ),
    ),
)
