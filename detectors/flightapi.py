"""FlightAPI's keys: 24 hexadecimal digits, told by their name only.

https://docs.flightapi.io/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("flightapi-key", "FlightAPI key", part="key")

_KEY: Final = made(HEX, 24)

DETECTORS = (
    named(
        KEY,
        keyed("flightapi"),
        r"(?=[a-f]{0,23}\d)[a-f0-9]{24}",
        ("flightapi",),
        ((f"FLIGHTAPI_KEY={_KEY}", _KEY), (f'flightapiKey = "{_KEY}"', _KEY)),
        (f"FLIGHTAPI_KEY={_KEY}0", f"flightapi build {_KEY}", f"FLIGHTAPI_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
    ),
)
