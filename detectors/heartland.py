"""Heartland's (Global Payments') secret API keys: for certification or production.

https://developer.heartlandpaymentsystems.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("heartland-api-key", "Heartland secret API key", part="key")

_KEY: Final = "skapi_prod_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        KEY,
        r"skapi_(?:cert|prod)_[A-Za-z0-9_\-]{30,60}",
        ("skapi_cert_", "skapi_prod_"),
        ((f"HEARTLAND_SECRET_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:30], f"x{_KEY}", "skapi_prod_" + "x" * 36),
    ),
)
