"""Instagram's long-lived access tokens, of its API with its own login.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("instagram-access-token", "Instagram access token")

_TOKEN: Final = "IGQVJ" + made(ALNUM, 160, "instagram")
_NEW: Final = "IGAA" + made(ALNUM, 160, "instagram")

DETECTORS = (
    prefixed(
        TOKEN,
        r"IG(?:QV|QW|AA)[A-Za-z0-9_\-]{100,400}",
        ("igqv", "igqw", "igaa"),
        ((f"INSTAGRAM_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f"https://graph.instagram.com/me?access_token={_NEW}", _NEW)),
        (_TOKEN[:80], f"IGQVJ{'x' * 160}", f"B{_TOKEN}"),
        least=4.0,
        prefilter=r"IG(QV|QW|AA)[A-Za-z0-9_\-]{100}",
    ),
)
