"""APIMatic: the API key of an account.

https://docs.apimatic.io/platform-api/platform-api-overview/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("apimatic-api-key", "APIMatic API key", part="key")

_API_KEY: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"apimatic{TELLING}",
        r"[A-Za-z0-9_\-]{64}",
        ("apimatic",),
        (
            (f"APIMATIC_API_KEY={_API_KEY}", _API_KEY),
            (f"export APIMATIC_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"APIMATIC_API_KEY={_API_KEY}0",
            f"APIMATIC_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"apimatic_id={_API_KEY}",
        ),
        check=not_hex("key"),
    ),
)
