"""Socket's API tokens.

https://docs.socket.dev/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("socket-api-token", "Socket API token")

_TOKEN: Final = "sktsec_" + made(ALNUM, 40, "socket-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"sktsec_" + alnum(40, 90, also="_"),
        ("sktsec_",),
        ((f"SOCKET_API_TOKEN={_TOKEN}", _TOKEN), (f'"socket_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "sktsec_" + "x" * 40, "sktsec_your-key"),
    ),
)
