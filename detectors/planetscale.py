"""PlanetScale's service tokens, the tokens of its OAuth, and the passwords of its databases.

https://planetscale.com/docs/api/reference/service-tokens
https://planetscale.com/docs/concepts/password-roles
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("planetscale-service-token", "PlanetScale service token")
OAUTH = one("planetscale-oauth-token", "PlanetScale OAuth token")
PASSWORD = one("planetscale-password", "PlanetScale database password", part="password")

_TOKEN: Final = "pscale_tkn_" + made(URL_SAFE, 43)
_OAUTH: Final = "pscale_oauth_" + made(URL_SAFE, 43)
_PASSWORD: Final = "pscale_pw_" + made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        TOKEN,
        r"pscale_tkn_[A-Za-z0-9=._\-]{32,64}",
        ("pscale_tkn_",),
        (
            (f"PLANETSCALE_SERVICE_TOKEN={_TOKEN}", _TOKEN),
            (f'planetScaleToken = "{_TOKEN}"', _TOKEN),
        ),
        (
            "pscale_tkn_short",
            f"pscale_tkn_{'x' * 43}",
        ),
        least=3.6,
    ),
    prefixed(
        OAUTH,
        r"pscale_oauth_[A-Za-z0-9=._\-]{32,64}",
        ("pscale_oauth_",),
        ((f"Authorization: Bearer {_OAUTH}", _OAUTH),),
        (
            "pscale_oauth_short",
            f"pscale_oauth_{'x' * 43}",
        ),
        least=3.6,
    ),
    prefixed(
        PASSWORD,
        r"pscale_pw_[A-Za-z0-9=._\-]{32,64}",
        ("pscale_pw_",),
        ((f"DATABASE_PASSWORD={_PASSWORD}", _PASSWORD),),
        (
            "pscale_pw_short",
            f"pscale_pw_{'x' * 43}",
        ),
        least=3.6,
    ),
)
