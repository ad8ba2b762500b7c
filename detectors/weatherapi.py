"""WeatherAPI.com's keys.

https://www.weatherapi.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("weatherapi-key", "WeatherAPI key", part="key")

_KEY: Final = made(HEX, 31, "weather")

DETECTORS = (
    secretive(
        KEY,
        "weather[-_.]?api",
        "(?:" + hexes(31) + "|" + hexes(29) + ")",
        ("weatherapi", "weather_api", "weather-api", "weather.api"),
        ((f"WEATHERAPI_KEY={_KEY}", _KEY), (f'"weatherapi_key": "{_KEY}"', _KEY)),
        (f"WEATHERAPI_KEY={_KEY}0", f"WEATHERAPI_KEY={_KEY[:-1]}", "WEATHERAPI_KEY=your-key"),
    ),
)
