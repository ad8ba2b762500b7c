"""BrightLocal: the API key of an account.

https://developer.brightlocal.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("brightlocal-api-key", "BrightLocal API key", part="key")

_API_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"brightlocal{TELLING}",
        r"[a-f0-9]{40}",
        ("brightlocal",),
        (
            (f"BRIGHTLOCAL_API_KEY={_API_KEY}", _API_KEY),
            (f'"brightlocal_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BRIGHTLOCAL_API_KEY={_API_KEY}0",
            f"BRIGHTLOCAL_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"brightlocal_id={_API_KEY}",
        ),
    ),
)
