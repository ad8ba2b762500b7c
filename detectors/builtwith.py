"""BuiltWith: the API key of an account.

https://api.builtwith.com/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("builtwith-api-key", "BuiltWith API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"builtwith{TELLING}",
        rf"{UUID}",
        ("builtwith",),
        (
            (f"BUILTWITH_API_KEY={_API_KEY}", _API_KEY),
            (f'builtwith-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"BUILTWITH_API_KEY={_API_KEY}0",
            f"BUILTWITH_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"builtwith_id={_API_KEY}",
        ),
    ),
)
