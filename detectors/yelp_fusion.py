"""API keys of Yelp's Fusion.

https://docs.developer.yelp.com/docs/fusion-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("yelp-api-key", "Yelp API key", part="key")

_KEY: Final = made(ALNUM, 128, "yelp-api-key")

DETECTORS = (
    secretive(
        KEY,
        "yelp",
        alnum(128, also="_\\-"),
        ("yelp",),
        ((f"YELP_API_KEY={_KEY}", _KEY), (f'"yelp_api_key": "{_KEY}"', _KEY)),
        (
            f"YELP_API_KEY={_KEY}0x",
            f"YELP_API_KEY={_KEY[:-32]}",
            f"yelp_commit={_KEY}",
            "YELP_API_KEY=your_yelp_key_goes_here_1",
        ),
    ),
)
