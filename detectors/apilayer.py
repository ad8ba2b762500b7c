"""APILayer: the API key of an account.

https://apilayer.com/docs/article/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("apilayer-api-key", "APILayer API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"apilayer{TELLING}",
        r"[A-Za-z0-9]{32}",
        ("apilayer",),
        (
            (f"APILAYER_API_KEY={_API_KEY}", _API_KEY),
            (f"export APILAYER_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"APILAYER_API_KEY={_API_KEY}0",
            f"APILAYER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apilayer_id={_API_KEY}",
        ),
    ),
)
