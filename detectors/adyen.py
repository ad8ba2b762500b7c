"""Adyen: the API key of a merchant's credential.

https://docs.adyen.com/development-resources/api-credentials
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, BASE64, made, one, prefixed

API_KEY = one("adyen-api-key", "Adyen API key", part="key")

_API_KEY: Final = "AQEyhmfxK4" + made(BASE64, 80) + "-" + made(BASE64, 43) + "=-" + made(ALNUM, 16)
_OTHER: Final = "AQEmzTD" + _API_KEY[7:]

DETECTORS = (
    prefixed(
        API_KEY,
        r"AQE(?:[a-z]hm[A-Za-z0-9+/]{57,197}(?:-[A-Za-z0-9+/=]{30,60}-[A-Za-z0-9~`!@#$%^&*()+={};:<>,./?|]{12,24}|==)"
        # In three parts, whatever it begins with
        r"|(?![a-z]hm)[A-Za-z0-9+/]{60,200}={0,2}-[A-Za-z0-9+/]{30,60}=-[A-Za-z0-9~!@#$%^&*()+={};:,./?|]{12,24})",
        ("aqe",),  # and the letters of the merchants' own: in DER others follow
        (
            (f"ADYEN_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
            (f'Client("{_OTHER}", Environment.LIVE)', _OTHER),
        ),
        (
            _API_KEY[:40],
            f"a{_API_KEY}",
            f"AQE{'x' * 80}==",
            f"AQEwCwYJYIZIAWUDBAMC{made(BASE64, 80)}==",
        ),
        prefilter=r"AQE[A-Za-z0-9+/]{60}",
    ),
)
