"""Aiven: tokens of a user, and the generated passwords of its services (AVNS_).

https://aiven.io/docs/platform/howto/create_authentication_token
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .base import Confidence, Detector
from .forms import BASE64, TELLING, URL_SAFE, made, named, one, prefixed, varied

TOKEN = one("aiven-auth-token", "Aiven authentication token")
PASSWORD = one("aiven-service-password", "Aiven service password", part="password")

_TOKEN: Final = made(BASE64, 372) + "=="
_PASSWORD: Final = "AVNS_" + made(URL_SAFE[:-2], 19)
_VALUE: Final = r"[A-Za-z0-9+/]{200,600}={0,2}"
_SPAN: Final = 700

DETECTORS = (
    replace(
        named(
            TOKEN,
            rf"aiven{TELLING}",
            _VALUE,
            ("aiven",),
            ((f"AIVEN_API_TOKEN={_TOKEN}", _TOKEN), (f'aiven_api_token = "{_TOKEN}"', _TOKEN)),
            ("AIVEN_API_TOKEN=short", f"API_TOKEN={_TOKEN}", f"AIVEN_API_TOKEN={'x' * 372}"),
        ),
        span=_SPAN,
    ),
    Detector(
        type=TOKEN,
        keywords=("aivenv1",),
        pattern=rf"(?i:aivenv1)[ \t]{{1,4}}(?P<token>{_VALUE})(?![A-Za-z0-9+/=])",
        span=_SPAN,
        confidence=Confidence.TYPED,
        check=varied("token"),
        examples=((f"Authorization: aivenv1 {_TOKEN}", _TOKEN),),
        near_misses=("Authorization: aivenv1 TOKEN", f"Authorization: Bearer {_TOKEN}"),
    ),
    prefixed(
        PASSWORD,
        r"AVNS_[A-Za-z0-9_\-]{19}",
        ("avns_",),
        ((f"PGPASSWORD={_PASSWORD}", _PASSWORD), (f'"password": "{_PASSWORD}"', _PASSWORD)),
        (_PASSWORD[:-1], f"{_PASSWORD}0", f"AVNS_{'x' * 19}"),
    ),
)
