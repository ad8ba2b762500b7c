"""Brandfetch: the API key of an account.

https://docs.brandfetch.com/
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, TELLING, made, named, one

API_KEY = one("brandfetch-api-key", "Brandfetch API key", part="key")

_API_KEY: Final = made(BASE64, 43) + "="

DETECTORS = (
    named(
        API_KEY,
        rf"brandfetch{TELLING}",
        r"(?:[A-Za-z0-9+/_\-]{43}=|[A-Za-z0-9]{40})",
        ("brandfetch",),
        (
            (f"BRANDFETCH_API_KEY={_API_KEY}", _API_KEY),
            (f'brandfetchApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BRANDFETCH_API_KEY={_API_KEY}0",
            f"BRANDFETCH_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"brandfetch_id={_API_KEY}",
        ),
    ),
)
