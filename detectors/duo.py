"""Duo Security's keys: an integration key (`DI` and 18 characters) with a secret of 40, and the host that they are for.

https://duo.com/docs/authapi
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, UPPER, made, named

SECRET = CredentialType(
    name="duo-secret-key",
    title="Duo secret key",
    parts=("secret", "integration_key", "host"),
    secret=frozenset({"secret"}),
    identity=("secret",),
    hint="host",
)

_IKEY: Final = r"(?<![\w\-])(?P<integration_key>DI[A-Z0-9]{18})(?![\w\-])"
_HOST: Final = r"(?<![\w.\-])(?P<host>api-[0-9a-f]{8}\.duosecurity\.com)(?![\w\-])"
_SECRET: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        SECRET,
        r"(?<![a-z])duo[\w.\-]{0,12}(?:secret|skey|client_secret)|(?<![a-z])skey",
        r"[A-Za-z0-9]{40}",
        ("duo", "skey"),
        (
            (f"DUO_SECRET_KEY={_SECRET}", _SECRET),
            (f"ikey = DI{made(UPPER, 18)}\nskey = {_SECRET}\nhost = api-12ab34cd.duosecurity.com", _SECRET),
        ),
        (f"DUO_SECRET_KEY={_SECRET}0", f"DUO_INTEGRATION_KEY={_SECRET}", f"DUO_SECRET_KEY={'x' * 40}"),
        least=4.0,
        companions=(("integration_key", _IKEY), ("host", _HOST)),
        prefilter=r"duo[\w.\-]{0,12}(?:secret|skey)|(?:^|[^a-z])skey",
    ),
)
