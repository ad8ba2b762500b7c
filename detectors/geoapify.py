"""Geoapify's API keys: 32 letters and digits, told by their name only.

https://apidocs.geoapify.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("geoapify-api-key", "Geoapify API key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        keyed("geoapify"),
        r"[a-z0-9]{32}",
        ("geoapify",),
        ((f"GEOAPIFY_API_KEY={_KEY}", _KEY), (f'geoapifyApiKey = "{_KEY}"', _KEY)),
        (
            f"GEOAPIFY_API_KEY={_KEY}0",
            f"geoapify build {_KEY}",
            f"GEOAPIFY_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
