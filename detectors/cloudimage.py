"""Cloudimage: the API key of an account.

https://docs.cloudimage.io/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, has_digits, made, named, one

API_KEY = one("cloudimage-api-key", "Cloudimage API key", part="key")

_API_KEY: Final = made(LOWER, 30)

DETECTORS = (
    named(
        API_KEY,
        rf"cloudimage{TELLING}",
        r"[a-z0-9_]{30}",
        ("cloudimage",),
        (
            (f"CLOUDIMAGE_API_KEY={_API_KEY}", _API_KEY),
            (f'cloudimageApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLOUDIMAGE_API_KEY={_API_KEY}0",
            f"CLOUDIMAGE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cloudimage_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
