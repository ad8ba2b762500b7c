"""Carbon Interface: the API key of an account.

https://docs.carboninterface.com/#/?id=authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("carbon-interface-api-key", "Carbon Interface API key", part="key")

_API_KEY: Final = made(ALNUM, 21)

DETECTORS = (
    named(
        API_KEY,
        rf"carbon[-_]?interface{TELLING}",
        r"[A-Za-z0-9]{21}",
        ("carbon",),
        (
            (f"CARBON_INTERFACE_API_KEY={_API_KEY}", _API_KEY),
            (f'"carbon_interface_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CARBON_INTERFACE_API_KEY={_API_KEY}0",
            f"CARBON_INTERFACE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"carbon[\-_]?interface",
        check=has_digits("key"),
    ),
)
