"""Telnyx' API keys of version 2.

https://developers.telnyx.com/development/api-fundamentals/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, UPPER_HEX, made, named, one

KEY = one("telnyx-api-key", "Telnyx API key", part="key")

_KEY: Final = f"KEY{made(UPPER_HEX, 32)}_{made(ALNUM, 22)}"

DETECTORS = (
    named(
        KEY,
        "telnyx",
        r"KEY[0-9A-F]{32}_[A-Za-z0-9]{22}",
        ("telnyx",),
        ((f"TELNYX_API_KEY={_KEY}", _KEY), (f'telnyx.api_key = "{_KEY}"', _KEY)),
        (f"API_KEY={_KEY}", f"TELNYX_API_KEY={_KEY[:-1]}", "TELNYX_API_KEY=KEY_short", f"TELNYX_API_KEY={_KEY}0"),
    ),
)
