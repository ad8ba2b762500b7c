"""coinlayer: the API key of an account.

https://coinlayer.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("coinlayer-api-key", "coinlayer API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"coinlayer{TELLING}",
        r"[a-f0-9]{32}",
        ("coinlayer",),
        (
            (f"COINLAYER_API_KEY={_API_KEY}", _API_KEY),
            (f"docker run --rm --env COINLAYER_API_KEY='{_API_KEY}' registry.example.org/importer import", _API_KEY),
        ),
        (
            f"COINLAYER_API_KEY={_API_KEY}0",
            f"COINLAYER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"coinlayer_id={_API_KEY}",
        ),
    ),
)
