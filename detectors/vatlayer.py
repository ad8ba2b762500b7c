"""vatlayer's access keys.

https://vatlayer.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("vatlayer-access-key", "vatlayer access key", part="key")

_KEY: Final = made(HEX, 32, "vatlayer-access-key")

DETECTORS = (
    secretive(
        KEY,
        "vatlayer",
        hexes(32),
        ("vatlayer",),
        ((f"VATLAYER_ACCESS_KEY={_KEY}", _KEY), (f'"vatlayer_access_key": "{_KEY}"', _KEY)),
        (
            f"VATLAYER_ACCESS_KEY={_KEY}0x",
            f"VATLAYER_ACCESS_KEY={_KEY[:-8]}",
            f"vatlayer_commit={_KEY}",
            "VATLAYER_ACCESS_KEY=your_vatlayer_key_goes_here_1",
        ),
    ),
)
