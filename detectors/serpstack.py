"""serpstack's access keys.

https://serpstack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("serpstack-access-key", "serpstack access key", part="key")

_KEY: Final = made(HEX, 32, "serpstack-access-key")

DETECTORS = (
    secretive(
        KEY,
        "serpstack",
        hexes(32),
        ("serpstack",),
        ((f"SERPSTACK_ACCESS_KEY={_KEY}", _KEY), (f'"serpstack_access_key": "{_KEY}"', _KEY)),
        (
            f"SERPSTACK_ACCESS_KEY={_KEY}0x",
            f"SERPSTACK_ACCESS_KEY={_KEY[:-8]}",
            f"serpstack_commit={_KEY}",
            "SERPSTACK_ACCESS_KEY=your_serpstack_key_goes_here_1",
        ),
    ),
)
