"""Zoho's access and refresh tokens.

https://www.zoho.com/accounts/protocol/oauth.html
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("zoho-token", "Zoho token")

_TOKEN: Final = "1000." + made(HEX, 32, "a") + "." + made(HEX, 32, "b")

DETECTORS = (
    prefixed(
        TOKEN,
        r"1000\." + hexes(32) + r"\." + hexes(32),
        ("1000.",),
        ((f"ZOHO_REFRESH_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Zoho-oauthtoken {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"x{_TOKEN}", "1000." + "0" * 32 + "." + "0" * 32),
        prefilter=r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}",
    ),
)
