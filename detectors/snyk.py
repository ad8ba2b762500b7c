"""Snyk's API tokens: the user's, which is a UUID, and what newer ones begin with.

https://docs.snyk.io/snyk-api/authentication-for-api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, UUID, made, made_uuid, one, prefixed
from .secretive import secretive

TOKEN = one("snyk-api-token", "Snyk API token")

_TOKEN: Final = made_uuid("snyk-api-token")
_TOKEN_2: Final = "snyk_uat." + made(HEX, 8, "snyk") + "." + made(ALNUM, 80, "snyk")

DETECTORS = (
    secretive(
        TOKEN,
        "snyk",
        UUID,
        ("snyk",),
        ((f"SNYK_API_TOKEN={_TOKEN}", _TOKEN), (f'"snyk_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SNYK_API_TOKEN={_TOKEN}0x",
            f"SNYK_API_TOKEN={_TOKEN[:-9]}",
            f"snyk_commit={_TOKEN}",
            "SNYK_API_TOKEN=your_snyk_key_goes_here_1",
        ),
    ),
    prefixed(
        TOKEN,
        r"snyk_[us]at\.[A-Za-z0-9]{4,16}\.[A-Za-z0-9_\-.]{40,400}",
        ("snyk_uat.", "snyk_sat."),
        ((f"SNYK_TOKEN={_TOKEN_2}", _TOKEN_2),),
        (_TOKEN_2[:30], f"x{_TOKEN_2}", "snyk_uat.your.token"),
    ),
)
