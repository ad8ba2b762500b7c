"""weatherstack's access keys.

https://weatherstack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("weatherstack-access-key", "weatherstack access key", part="key")

_KEY: Final = made(ALNUM, 32, "weatherstack-access-key")

DETECTORS = (
    secretive(
        KEY,
        "weather[-_]?stack",
        alnum(32),
        ("weatherstack", "weather_stack", "weather-stack"),
        ((f"WEATHERSTACK_ACCESS_KEY={_KEY}", _KEY), (f'"weatherstack_access_key": "{_KEY}"', _KEY)),
        (
            f"WEATHERSTACK_ACCESS_KEY={_KEY}0x",
            f"WEATHERSTACK_ACCESS_KEY={_KEY[:-8]}",
            f"weatherstack_commit={_KEY}",
            "WEATHERSTACK_ACCESS_KEY=your_weatherstack_key_goes_here_1",
        ),
    ),
)
