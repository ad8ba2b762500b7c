"""TeamCity's access tokens: the header {"typ": "TCV2"}, a token's name, a secret.

https://www.jetbrains.com/help/teamcity/configuring-your-user-profile.html#Managing+Access+Tokens
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("teamcity-access-token", "TeamCity access token")

_HEAD: Final = "eyJ0eXAiOiAiVENWMiJ9"
_TOKEN: Final = f"{_HEAD}.{made(URL_SAFE, 36, 'a')}.{made(URL_SAFE, 48, 'b')}"

DETECTORS = (
    prefixed(
        TOKEN,
        rf"{_HEAD}\.[A-Za-z0-9_\-]{{30,48}}\.[A-Za-z0-9_\-]{{40,60}}",
        (_HEAD.lower(),),
        ((f"TEAMCITY_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:60], f"x{_TOKEN}", f"{_HEAD}.x.y"),
    ),
)
