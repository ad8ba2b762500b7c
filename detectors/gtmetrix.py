"""GTmetrix' API keys: 32 hexadecimal digits, told by their name only.

https://gtmetrix.com/api/docs/2.0/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("gtmetrix-api-key", "GTmetrix API key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        keyed("gtmetrix"),
        r"[0-9a-f]{32}",
        ("gtmetrix",),
        ((f"GTMETRIX_API_KEY={_KEY}", _KEY), (f'gtmetrixApiKey = "{_KEY}"', _KEY)),
        (
            f"GTMETRIX_API_KEY={_KEY}0",
            f"gtmetrix build {_KEY}",
            f"GTMETRIX_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
