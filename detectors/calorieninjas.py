"""CalorieNinjas: the API key of an account.

https://calorieninjas.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("calorieninjas-api-key", "CalorieNinjas API key", part="key")

_API_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"calorie[-_]?ninjas?{TELLING}",
        r"[A-Za-z0-9+/]{38,40}={0,2}",
        ("calorie",),
        (
            (f"CALORIENINJAS_API_KEY={_API_KEY}", _API_KEY),
            (f"export CALORIENINJAS_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CALORIENINJAS_API_KEY={_API_KEY[:12]}",
            f"CALORIENINJAS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"calorie[\-_]?ninja",
    ),
)
