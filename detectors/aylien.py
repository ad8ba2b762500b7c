"""AYLIEN: the API key of an account.

https://docs.aylien.com/newsapi/v6/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("aylien-api-key", "AYLIEN API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"aylien{TELLING}",
        r"[a-f0-9]{32}",
        ("aylien",),
        (
            (f"AYLIEN_API_KEY={_API_KEY}", _API_KEY),
            (f'"aylien_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AYLIEN_API_KEY={_API_KEY}0",
            f"AYLIEN_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"aylien_id={_API_KEY}",
        ),
    ),
)
