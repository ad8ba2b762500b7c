"""Holiday API's keys: UUIDs, told by their name only.

https://holidayapi.com/docs
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one

KEY = one("holidayapi-key", "Holiday API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed(r"holiday[-_]?api"),
        UUID,
        ("holidayapi", "holiday_api", "holiday-api"),
        ((f"HOLIDAYAPI_KEY={_KEY}", _KEY), (f'holidayapiKey = "{_KEY}"', _KEY)),
        (
            f"HOLIDAYAPI_KEY={_KEY}0",
            f"holidayapi build {_KEY}",
            f"HOLIDAYAPI_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
