"""Diggernaut's API keys: 40 hexadecimal digits, told by their name only.

https://www.diggernaut.com/dev/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("diggernaut-api-key", "Diggernaut API key", part="key")

_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        KEY,
        keyed("diggernaut"),
        r"[a-f0-9]{40}",
        ("diggernaut",),
        ((f"DIGGERNAUT_API_KEY={_KEY}", _KEY), (f'diggernautApiKey = "{_KEY}"', _KEY)),
        (
            f"DIGGERNAUT_API_KEY={_KEY}0",
            f"diggernaut build {_KEY}",
            f"DIGGERNAUT_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
