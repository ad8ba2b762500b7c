"""AppSynergy: the API key of an account.

https://www.appsynergy.com/p/AppSynergy%20REST%20API
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("appsynergy-api-key", "AppSynergy API key", part="key")

_API_KEY: Final = made(LOWER, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"appsynergy{TELLING}",
        r"[a-z0-9]{64}",
        ("appsynergy",),
        (
            (f"APPSYNERGY_API_KEY={_API_KEY}", _API_KEY),
            (f'appsynergyApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"APPSYNERGY_API_KEY={_API_KEY}0",
            f"APPSYNERGY_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"appsynergy_id={_API_KEY}",
        ),
    ),
)
