"""Etsy's API keystrings: 24 letters and digits, since 2025 with a shared secret of 10 behind a colon.

https://developers.etsy.com/documentation/essentials/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, keyed_hint, made, named, one

KEY = one("etsy-api-key", "Etsy API keystring", part="key")
PAIR = one("etsy-api-key-with-secret", "Etsy API keystring with its shared secret", part="key")

_KEY: Final = made(LOWER, 24)
_PAIR: Final = f"{made(LOWER, 24)}:{made(LOWER, 10)}"

DETECTORS = (
    named(
        KEY,
        keyed(r"(?:(?<![A-Za-z])|(?-i:(?<=[a-z])(?=E)))etsy"),
        r"[a-z0-9]{24}(?::[a-z0-9]{10})?",
        ("etsy",),
        ((f"ETSY_API_KEY={_KEY}", _KEY), (f'etsyToken = "{_KEY}"', _KEY)),
        (f"ETSY_API_KEY={_KEY}0", f'SetSysctl_key = "{_KEY}"', f"ETSY_API_KEY={'0' * 24}", f"CHECKSUM={_KEY}"),
        prefilter=keyed_hint("etsy"),
        least=3.2,
    ),
    named(
        PAIR,
        "x-api-key",
        r"[a-z0-9]{24}:[a-z0-9]{10}",
        ("x-api-key",),
        ((f"x-api-key: {_PAIR}", _PAIR),),
        (f"x-api-key: {_PAIR}0", f"x-api-key: {_PAIR[:24]}", "x-api-key: your_api_keyyour_api_key:your_sec00"),
        least=3.2,
    ),
)
