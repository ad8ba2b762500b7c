"""Finicity's credentials (Mastercard Open Banking): an app key and the partner's secret, told by their names only.

https://developer.mastercard.com/open-finance-us/documentation/quick-start-guide/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, keyed, made, named, one

KEY = one("finicity-api-token", "Finicity app key or token")
SECRET = one("finicity-client-secret", "Finicity partner secret", part="secret")

_KEY: Final = made(HEX, 32)
_SECRET: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        KEY,
        keyed("finicity"),
        r"[0-9a-fA-F]{32}",
        ("finicity",),
        ((f"FINICITY_APP_KEY={_KEY}", _KEY), (f'finicityAppKey = "{_KEY}"', _KEY)),
        (
            f"FINICITY_APP_KEY={_KEY}0",
            f"finicity build {_KEY}",
            f"FINICITY_APP_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
    named(
        SECRET,
        keyed("finicity"),
        r"[A-Za-z0-9]{20}",
        ("finicity",),
        ((f"FINICITY_PARTNER_SECRET={_SECRET}", _SECRET), (f'finicityPartnerSecret = "{_SECRET}"', _SECRET)),
        (
            f"FINICITY_PARTNER_SECRET={_SECRET}0",
            f"finicity build {_SECRET}",
            f"FINICITY_PARTNER_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
    ),
)
