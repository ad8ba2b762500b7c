"""Currencycloud: the API key of an account.

https://developer.currencycloud.com/api-reference/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("currencycloud-api-key", "Currencycloud API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"currencycloud{TELLING}",
        r"[a-f0-9]{64}",
        ("currencycloud",),
        (
            (f"CURRENCYCLOUD_API_KEY={_API_KEY}", _API_KEY),
            (f"export CURRENCYCLOUD_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CURRENCYCLOUD_API_KEY={_API_KEY}0",
            f"CURRENCYCLOUD_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"currencycloud_id={_API_KEY}",
        ),
    ),
)
