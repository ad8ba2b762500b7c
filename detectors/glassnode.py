"""Glassnode's API keys: 27 letters and digits, told by their name only.

https://docs.glassnode.com/basic-api/api-key
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("glassnode-api-key", "Glassnode API key", part="key")

_KEY: Final = made(ALNUM, 27)

DETECTORS = (
    named(
        KEY,
        keyed("glassnode"),
        r"[A-Za-z0-9]{27}",
        ("glassnode",),
        ((f"GLASSNODE_API_KEY={_KEY}", _KEY), (f'glassnodeApiKey = "{_KEY}"', _KEY)),
        (
            f"GLASSNODE_API_KEY={_KEY}0",
            f"glassnode build {_KEY}",
            f"GLASSNODE_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
