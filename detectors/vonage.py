"""Vonage's API secrets; it was Nexmo.

https://developer.vonage.com/en/getting-started/concepts/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

SECRET = one("vonage-api-secret", "Vonage API secret", part="secret")

_SECRET: Final = made(ALNUM, 16, "vonage-api-secret")

DETECTORS = (
    named(
        SECRET,
        r"vonage[\w.\-]{0,16}secret",
        alnum(16),
        ("vonage",),
        ((f"VONAGE_API_SECRET={_SECRET}", _SECRET), (f'"vonage_api_secret": "{_SECRET}"', _SECRET)),
        (
            f"VONAGE_API_SECRET={_SECRET}0x",
            f"VONAGE_API_SECRET={_SECRET[:-4]}",
            "VONAGE_API_SECRET=your_vonage_key_goes_here_1",
        ),
    ),
)
