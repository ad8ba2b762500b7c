"""screenshotlayer's access keys.

https://screenshotlayer.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("screenshotlayer-access-key", "screenshotlayer access key", part="key")

_KEY: Final = made(HEX, 32, "screenshotlayer-access-key")

DETECTORS = (
    secretive(
        KEY,
        "screenshotlayer",
        hexes(32),
        ("screenshotlayer",),
        ((f"SCREENSHOTLAYER_ACCESS_KEY={_KEY}", _KEY), (f'"screenshotlayer_access_key": "{_KEY}"', _KEY)),
        (
            f"SCREENSHOTLAYER_ACCESS_KEY={_KEY}0x",
            f"SCREENSHOTLAYER_ACCESS_KEY={_KEY[:-8]}",
            f"screenshotlayer_commit={_KEY}",
            "SCREENSHOTLAYER_ACCESS_KEY=your_screenshotlayer_key_goes_here_1",
        ),
    ),
)
