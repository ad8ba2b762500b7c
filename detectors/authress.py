"""Authress: the access keys of service clients, which name their account and end in a private key.

https://authress.io/knowledge-base/docs/authorization/service-clients
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, BASE64, LOWER, made, one, prefixed

SERVICE_CLIENT_ACCESS_KEY = one("authress-service-client-access-key", "Authress access key", part="key")

_SERVICE_CLIENT_ACCESS_KEY: Final = (
    "sc_" + made(ALNUM, 23) + "." + made(LOWER, 4) + ".acc-" + made(LOWER, 12) + "." + made(BASE64, 64)
)

DETECTORS = (
    prefixed(
        SERVICE_CLIENT_ACCESS_KEY,
        r"(?i:(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_\-][a-z0-9\-]{10,32}\.[a-z0-9+/_\-]{30,120}={0,2})",
        (".acc",),
        (
            (f"AUTHRESS_ACCESS_KEY={_SERVICE_CLIENT_ACCESS_KEY}", _SERVICE_CLIENT_ACCESS_KEY),
            (f'"token": "{_SERVICE_CLIENT_ACCESS_KEY}"', _SERVICE_CLIENT_ACCESS_KEY),
        ),
        (
            _SERVICE_CLIENT_ACCESS_KEY[:50],
            _SERVICE_CLIENT_ACCESS_KEY.replace(".acc", ".abc"),
            f"sc_bad{_SERVICE_CLIENT_ACCESS_KEY[26:]}",
        ),
        prefilter=r"(?:sc|ext|auth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc",
    ),
)
