"""BitBar: the API key of an account.

https://support.smartbear.com/bitbar/docs/en/api-documentation.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("bitbar-api-key", "BitBar API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"bitbar{TELLING}",
        r"[A-Za-z0-9]{32}",
        ("bitbar",),
        (
            (f"BITBAR_API_KEY={_API_KEY}", _API_KEY),
            (f'"bitbar_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BITBAR_API_KEY={_API_KEY}0",
            f"BITBAR_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bitbar_id={_API_KEY}",
        ),
        check=not_hex("key"),
    ),
)
