"""Appointedd: the API key of an account.

https://developers.appointedd.com/
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, TELLING, made, named, one

API_KEY = one("appointedd-api-key", "Appointedd API key", part="key")

_API_KEY: Final = made(BASE64, 86) + "=="

DETECTORS = (
    named(
        API_KEY,
        rf"appointedd{TELLING}",
        r"[A-Za-z0-9+/]{86}==",
        ("appointedd",),
        (
            (f"APPOINTEDD_API_KEY={_API_KEY}", _API_KEY),
            (f'appointeddApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"APPOINTEDD_API_KEY={_API_KEY}0",
            f"APPOINTEDD_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"appointedd_id={_API_KEY}",
        ),
    ),
)
