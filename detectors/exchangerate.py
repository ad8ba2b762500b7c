"""ExchangeRate-API's keys: 24 hexadecimal digits, told by their name only.

https://www.exchangerate-api.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("exchangerate-api-key", "ExchangeRate-API key", part="key")

_KEY: Final = made(HEX, 24)

DETECTORS = (
    named(
        KEY,
        keyed(r"exchange[-_]?rates?(?:[-_]?api)?"),
        r"(?=[a-f]{0,23}\d)[a-f0-9]{24}",
        ("exchangerate", "exchange_rate", "exchange-rate"),
        ((f"EXCHANGERATE_API_KEY={_KEY}", _KEY), (f'exchangerateApiKey = "{_KEY}"', _KEY)),
        (
            f"EXCHANGERATE_API_KEY={_KEY}0",
            f"exchangerate build {_KEY}",
            f"EXCHANGERATE_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
