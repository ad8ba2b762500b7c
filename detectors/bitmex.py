"""BitMEX: an API key and its secret.

https://www.bitmex.com/app/apiKeysUsage
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("bitmex-api-key", "BitMEX API key", part="key")

_API_KEY: Final = made(ALNUM, 48)

DETECTORS = (
    named(
        API_KEY,
        rf"bitmex{TELLING}",
        r"(?:[A-Za-z0-9_\-]{24}|[A-Za-z0-9_\-]{48})",
        ("bitmex",),
        (
            (f"BITMEX_API_KEY={_API_KEY}", _API_KEY),
            (f'"bitmex_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BITMEX_API_KEY={_API_KEY}0",
            f"BITMEX_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bitmex_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
