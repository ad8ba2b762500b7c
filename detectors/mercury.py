"""Mercury's API tokens. Those of its sandbox move no money and are left alone.

https://docs.mercury.com/reference/getting-started-with-your-api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("mercury-api-token", "Mercury API token")

_TOKEN: Final = f"mercury_production_wma_{made(ALNUM, 44)}_yrucrem"

DETECTORS = (
    prefixed(
        TOKEN,
        "mercury_production_[a-z]{2,4}_[A-Za-z0-9]{30,60}_yrucrem",
        ("mercury_production_",),
        (
            (f"Authorization: Bearer secret-token:{_TOKEN}", _TOKEN),
            (f"MERCURY_API_TOKEN={_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            "mercury_production_wma_short_yrucrem",
            _TOKEN.replace("production", "sandbox"),
        ),
    ),
)
