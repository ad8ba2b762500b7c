"""Budibase: the API key of a user.

https://docs.budibase.com/docs/rest-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("budibase-api-key", "Budibase API key", part="key")

_API_KEY: Final = made(HEX, 32) + "-" + made(HEX, 80)

DETECTORS = (
    named(
        API_KEY,
        rf"budibase{TELLING}",
        r"[a-f0-9]{32}-[a-f0-9]{78,80}",
        ("budibase",),
        (
            (f"BUDIBASE_API_KEY={_API_KEY}", _API_KEY),
            (f"export BUDIBASE_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"BUDIBASE_API_KEY={_API_KEY}0",
            f"checksum={_API_KEY}",
        ),
    ),
)
