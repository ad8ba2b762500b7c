"""currencylayer: the access key of an account.

https://currencylayer.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("currencylayer-api-key", "currencylayer API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"currencylayer{TELLING}",
        r"[a-z0-9]{32}",
        ("currencylayer",),
        (
            (f"CURRENCYLAYER_API_KEY={_API_KEY}", _API_KEY),
            (f"export CURRENCYLAYER_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CURRENCYLAYER_API_KEY={_API_KEY}0",
            f"CURRENCYLAYER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"currencylayer_id={_API_KEY}",
        ),
    ),
)
