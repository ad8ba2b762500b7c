"""Miro: access tokens, which are base64 of its name and two numbers, and the secret of an app.

https://developers.miro.com/docs/getting-started-with-oauth
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, DIGITS, URL_SAFE, assignment, made, named, one, prefixed

TOKEN = one("miro-access-token", "Miro access token")
CLIENT = CredentialType(
    name="miro-client-secret",
    title="Miro client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_TOKEN: Final = f"eyJtaXJv{made(ALNUM, 30, 'miro')}_{made(URL_SAFE[:-2], 28, 'miro')}"
_SECRET: Final = made(ALNUM, 32, "miro")
_ID: Final = made(DIGITS, 19, "miro")

DETECTORS = (
    prefixed(
        TOKEN,
        r"eyJtaXJv[A-Za-z0-9\-]{10,64}_[A-Za-z0-9_\-]{20,64}",
        ("eyjtaxjv",),
        ((f"MIRO_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:20], f"x{_TOKEN}"),
        least=3.8,
    ),
    named(
        CLIENT,
        "miro",
        "[A-Za-z0-9]{32}",
        ("miro",),
        ((f"MIRO_CLIENT_ID={_ID}\nMIRO_CLIENT_SECRET={_SECRET}", _SECRET), (f'"miroSecret": "{_SECRET}"', _SECRET)),
        (f"mirror_secret={_SECRET}", f"MIRO_BOARD={_SECRET}", f"MIRO_CLIENT_SECRET={'x' * 32}"),
        least=3.3,
        common=True,
        companions=(("client_id", assignment("client_id", r"miro[-_. ]?client[-_. ]?id", "[0-9]{15,21}")),),
    ),
)
