"""Detectify's API keys: 32 letters and digits, told by their name only.

https://developer.detectify.com/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

KEY = one("detectify-api-key", "Detectify API key", part="key")

_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        KEY,
        keyed("detectify"),
        r"[a-z0-9]{32}",
        ("detectify",),
        ((f"DETECTIFY_API_KEY={_KEY}", _KEY), (f'detectifyApiKey = "{_KEY}"', _KEY)),
        (
            f"DETECTIFY_API_KEY={_KEY}0",
            f"detectify build {_KEY}",
            f"DETECTIFY_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
