"""Foursquare's credentials: API keys (`fsq3`), and a client secret of 48 capitals and digits.

https://docs.foursquare.com/developer/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, UPPER, keyed, made, named, one, prefixed

KEY = one("foursquare-api-key", "Foursquare API key", part="key")
SECRET = one("foursquare-client-secret", "Foursquare client secret", part="secret")

_KEY: Final = "fsq3" + made(BASE64, 43) + "="
_SECRET: Final = made(UPPER, 48)

DETECTORS = (
    prefixed(
        KEY,
        r"fsq3[A-Za-z0-9+/]{43,44}={0,1}",
        ("fsq3",),
        ((f"FSQ_API_KEY={_KEY}", _KEY), (f"Authorization: {_KEY}", _KEY)),
        (_KEY[:40], f"x{_KEY}", "fsq3" + "x" * 43),
        least=3.8,
    ),
    named(
        SECRET,
        keyed("foursquare"),
        r"[A-Z0-9]{48}",
        ("foursquare",),
        ((f"FOURSQUARE_CLIENT_SECRET={_SECRET}", _SECRET), (f'foursquareClientSecret = "{_SECRET}"', _SECRET)),
        (
            f"FOURSQUARE_CLIENT_SECRET={_SECRET}0",
            f"foursquare build {_SECRET}",
            f"FOURSQUARE_CLIENT_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
        least=3.3,
    ),
)
