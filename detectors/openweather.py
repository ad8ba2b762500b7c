"""OpenWeather's API keys.

https://openweathermap.org/appid
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one, queried

KEY = one("openweather-api-key", "OpenWeather API key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        "open[-_]?weather(?:[-_]?map)?|owm",
        "[a-z0-9]{32}",
        (
            "openweather",
            "open-weather",
            "open_weather",
            "owm",
        ),
        (
            (f"OPENWEATHER_API_KEY={_KEY}", _KEY),
            (f'owm_api_key: "{_KEY}"', _KEY),
        ),
        (
            f"OPENWEATHER_API_KEY={_KEY}0",
            f"openweather_md5: {_KEY}",
            f"OPENWEATHER_API_KEY={'0' * 32}",
        ),
        common=True,
    ),
    named(
        KEY,
        "pyowm",
        "[a-z0-9]{32}",
        ("pyowm",),
        (
            (f"pyowm = '{_KEY}'", _KEY),
            (f"owm = pyowm.OWM('{_KEY}')", _KEY),
        ),
        (
            f"pyowm = '{_KEY}0'",
            "pyowm-3.3.0.zip 1 2",
        ),
        prefilter="pyowm(?s:.){1,20}[a-z0-9]{32}",
    ),
    queried(
        KEY,
        r"api\.openweathermap\.org",
        "[a-z0-9]{32}",
        ("api.openweathermap.org",),
        (
            (f"https://api.openweathermap.org/data/2.5/weather?q=London&appid={_KEY}", _KEY),
            (f"'https://api.openweathermap.org/data/2.5/weather?q=' + city + '&appid={_KEY}'", _KEY),
        ),
        (f"https://api.openweathermap.org/data/2.5/{_KEY}",),
    ),
)
