"""Pinterest's tokens: of access, and to renew it.

https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, URL_SAFE, made, one, prefixed

TOKEN = one("pinterest-access-token", "Pinterest access token")
REFRESH = one("pinterest-refresh-token", "Pinterest refresh token")

_TOKEN: Final = "pina_" + made(UPPER, 84)
_REFRESH: Final = "pinr." + made(URL_SAFE, 120)

DETECTORS = (
    prefixed(
        TOKEN,
        "pina_[A-Za-z0-9]{40,200}",
        ("pina_",),
        ((f"PINTEREST_ACCESS_TOKEN={_TOKEN}", _TOKEN),),
        (
            "pina_short",
            f"pina_{'x' * 40}",
            f"s{_TOKEN}",
        ),
        prefilter="pina_[A-Za-z0-9]{40}",
    ),
    prefixed(
        REFRESH,
        r"pinr\.[A-Za-z0-9_\-]{40,400}|pinr_[A-Za-z0-9]{40,200}",
        (
            "pinr.",
            "pinr_",
        ),
        ((f'"refresh_token": "{_REFRESH}"', _REFRESH),),
        (
            "pinr.short",
            f"pinr.{'x' * 40}",
        ),
        prefilter=r"pinr[._][A-Za-z0-9_\-]{40}",
    ),
)
