"""Akamai EdgeGrid: a client token and its secret, an access token, and the host that they are for.

The tokens begin alike (akab-); the secret has no beginning, so that it is known by its name beside them.

https://techdocs.akamai.com/developer/docs/set-up-authentication-credentials
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import BASE64, LOWER, assignment, made, named

CLIENT = CredentialType(
    name="akamai-api-credentials",
    title="Akamai API client",
    parts=("secret", "client_token", "access_token", "host"),
    secret=frozenset({"secret", "access_token"}),
    identity=("secret", "client_token", "access_token"),
    hint="host",
)

_TOKEN: Final = r"akab-[a-z0-9]{16}-[a-z0-9]{16}"  # noqa: S105 - a pattern
_SECRET: Final = made(BASE64, 43) + "="
_CLIENT: Final = f"akab-{made(LOWER, 16)}-{made(LOWER, 16, 'c')}"
_ACCESS: Final = f"akab-{made(LOWER, 16, 'a')}-{made(LOWER, 16, 'b')}"
_HOST: Final = f"akab-{made(LOWER, 16, 'h')}-{made(LOWER, 16, 'i')}.luna.akamaiapis.net"

DETECTORS = (
    named(
        CLIENT,
        r"client[-_. ]?secret",
        r"[A-Za-z0-9+/]{43}=",
        ("client",),
        (
            (
                (
                    f"[default]\nclient_secret = {_SECRET}\nhost = {_HOST}\n"
                    f"access_token = {_ACCESS}\nclient_token = {_CLIENT}\n"
                ),
                _SECRET,
            ),
            (
                (
                    f"AKAMAI_HOST={_HOST}\nAKAMAI_CLIENT_TOKEN={_CLIENT}\n"
                    f"AKAMAI_CLIENT_SECRET={_SECRET}\nAKAMAI_ACCESS_TOKEN={_ACCESS}"
                ),
                _SECRET,
            ),
        ),
        (
            f"client_secret = {_SECRET}",
            f"client_secret = {_SECRET}\naccess_token = {_ACCESS}",
            f"client_secret = {'x' * 43}=\naccess_token = {_ACCESS}\nclient_token = {_CLIENT}",
        ),
        companions=(
            ("client_token", assignment("client_token", r"client[-_. ]?token", _TOKEN)),
            ("access_token", assignment("access_token", r"access[-_. ]?token", _TOKEN)),
            ("host", r"(?<![\w.\-])(?P<host>akab-[a-z0-9\-]{20,60}\.(?:luna|purge)\.akamaiapis\.net)(?![\w\-])"),
        ),
        prefilter=r"client[\-_. ]?secret[\s\S]{0,64}[A-Za-z0-9+/]{43}=",
    ),
)
