"""Mercado Pago's access tokens: application, date, hexadecimal, user. Those of tests move no money and are left alone.

https://www.mercadopago.com/developers/en/docs/your-integrations/credentials
"""

from __future__ import annotations

from typing import Final

from .forms import DIGITS, HEX, made, one, prefixed

TOKEN = one("mercadopago-access-token", "Mercado Pago access token")

_TOKEN: Final = f"APP_USR-{made(DIGITS, 16)}-{made(DIGITS, 6)}-{made(HEX, 32)}-{made(DIGITS, 9)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"APP_USR-[0-9]{10,20}-[0-9]{6}-[0-9a-f]{32}(?:-[0-9]{6,12})?",
        ("app_usr-",),
        (
            (f"MERCADOPAGO_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN[:64]}", _TOKEN[:64]),
        ),
        (_TOKEN[:63], f"{_TOKEN}x", _TOKEN.replace("APP_USR", "TEST")),
    ),
)
