"""ShipEngine's API keys, of production and of its sandbox.

https://www.shipengine.com/docs/auth/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("shipengine-api-key", "ShipEngine API key", part="key")

_KEY: Final = made(ALNUM, 43, "shipengine-api-key")

DETECTORS = (
    secretive(
        KEY,
        "ship[-_]?engine",
        "(?:TEST_|LIVE_)?" + alnum(43, also="+/"),
        ("shipengine", "ship_engine", "ship-engine"),
        ((f"SHIPENGINE_API_KEY={_KEY}", _KEY), (f'"shipengine_api_key": "{_KEY}"', _KEY)),
        (
            f"SHIPENGINE_API_KEY={_KEY}0x",
            f"SHIPENGINE_API_KEY={_KEY[:-10]}",
            f"shipengine_commit={_KEY}",
            "SHIPENGINE_API_KEY=your_shipengine_key_goes_here_1",
        ),
    ),
)
