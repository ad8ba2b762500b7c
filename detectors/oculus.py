"""Meta's headsets (once Oculus): the token of an app, which is its id and its secret.

https://developers.meta.com/horizon/documentation/native/ps-s2s-basics
"""

from __future__ import annotations

from typing import Final

from .forms import DIGITS, HEX, made, one, prefixed

TOKEN = one("oculus-access-token", "Oculus access token")

_TOKEN: Final = f"OC|{made(DIGITS, 16, 'oculus')}|{made(HEX, 32, 'oculus')}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"OC(?:\||%7C)[0-9]{10,20}(?:\||%7C)[A-Za-z0-9]{32}",
        ("oc|", "oc%7c"),
        (
            (f"OCULUS_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"https://graph.oculus.com/me?access_token={_TOKEN}", _TOKEN),
        ),
        (_TOKEN[:-1], f"D{_TOKEN}", f"OC|{'1' * 16}|{'x' * 32}"),
        prefilter=r"oc(\||%7c)[0-9]{10,20}(\||%7c)",
    ),
)
