"""Workato's developer API tokens: `wrka`, the data centre, a JWT.

https://docs.workato.com/workato-api/api-clients.html
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

TOKEN = one("workato-developer-api-token", "Workato developer API token")

_TOKEN: Final = f"wrkaeu-eyJhbGciOiJSUzI1NiJ9.eyJzdWIi{made(URL_SAFE, 40)}.{made(URL_SAFE, 342)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"wrka(?:[a-z]{2,4})?-eyJ[A-Za-z0-9_\-]{10,200}\.eyJ[A-Za-z0-9_\-]{10,600}\.[A-Za-z0-9_\-]{40,700}",
        ("wrka",),
        ((f"WORKATO_API_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:60], _TOKEN[7:], f"x{_TOKEN}", "wrka-your-token"),
        prefilter=r"wrka[a-z]{0,4}-eyj",
    ),
)
