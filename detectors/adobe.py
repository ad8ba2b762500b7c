"""Adobe's developer console: the secret of an OAuth client, which works beside its client id.

https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import URL_SAFE, assignment, made, prefixed

CLIENT_SECRET = CredentialType(
    name="adobe-client-secret",
    title="Adobe client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CLIENT_SECRET: Final = "p8e-" + made(URL_SAFE[:-2], 32)

DETECTORS = (
    prefixed(
        CLIENT_SECRET,
        r"p8e-[A-Za-z0-9_\-]{32}",
        ("p8e-",),
        (
            (f"ADOBE_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f"Authorization: Bearer {_CLIENT_SECRET}", _CLIENT_SECRET),
        ),
        (
            _CLIENT_SECRET[:-1],
            f"{_CLIENT_SECRET}0",
            f"p8e-{'x' * (len(_CLIENT_SECRET) - 4)}",
        ),
        companions=(("client_id", assignment("client_id", r"client[-_. ]?id|api[-_]?key", r"[a-f0-9]{32}")),),
    ),
)
