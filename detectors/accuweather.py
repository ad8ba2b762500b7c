"""AccuWeather: the API key of an account.

https://developer.accuweather.com/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("accuweather-api-key", "AccuWeather API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"accuweather{TELLING}",
        r"(?:[A-Za-z0-9]{32}|[A-Za-z0-9%]{35})",
        ("accuweather",),
        (
            (f"ACCUWEATHER_API_KEY={_API_KEY}", _API_KEY),
            (f'"accuweather_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ACCUWEATHER_API_KEY={_API_KEY}0",
            f"ACCUWEATHER_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"accuweather_id={_API_KEY}",
        ),
    ),
)
