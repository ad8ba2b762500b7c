"""userstack's access keys.

https://userstack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("userstack-access-key", "userstack access key", part="key")

_KEY: Final = made(HEX, 32, "userstack-access-key")

DETECTORS = (
    secretive(
        KEY,
        "userstack",
        hexes(32),
        ("userstack",),
        ((f"USERSTACK_ACCESS_KEY={_KEY}", _KEY), (f'"userstack_access_key": "{_KEY}"', _KEY)),
        (
            f"USERSTACK_ACCESS_KEY={_KEY}0x",
            f"USERSTACK_ACCESS_KEY={_KEY[:-8]}",
            f"userstack_commit={_KEY}",
            "USERSTACK_ACCESS_KEY=your_userstack_key_goes_here_1",
        ),
    ),
)
