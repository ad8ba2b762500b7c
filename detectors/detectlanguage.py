"""Detect Language's API keys: 32 hexadecimal digits, told by their name only.

https://detectlanguage.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("detectlanguage-api-key", "Detect Language API key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        keyed(r"detect[-_]?language"),
        r"[a-f0-9]{32}",
        ("detectlanguage", "detect_language", "detect-language"),
        ((f"DETECTLANGUAGE_API_KEY={_KEY}", _KEY), (f'detectlanguageApiKey = "{_KEY}"', _KEY)),
        (
            f"DETECTLANGUAGE_API_KEY={_KEY}0",
            f"detectlanguage build {_KEY}",
            f"DETECTLANGUAGE_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
