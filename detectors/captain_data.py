"""Captain Data: the API key of an account.

https://docs.captaindata.co/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("captain-data-api-key", "Captain Data API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"captain[-_]?data{TELLING}",
        r"[a-f0-9]{64}",
        ("captain",),
        (
            (f"CAPTAIN_DATA_API_KEY={_API_KEY}", _API_KEY),
            (f"captain_data_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CAPTAIN_DATA_API_KEY={_API_KEY}0",
            f"CAPTAIN_DATA_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"captain[\-_]?data",
    ),
)
