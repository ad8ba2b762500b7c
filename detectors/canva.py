"""Canva Connect: the secret of an integration, which works beside its client id.

https://www.canva.dev/docs/connect/authentication/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, prefixed

CLIENT_SECRET = CredentialType(
    name="canva-client-secret",
    title="Canva client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CLIENT_SECRET: Final = "cnvca" + made(ALNUM, 51)

DETECTORS = (
    prefixed(
        CLIENT_SECRET,
        r"cnvca[A-Za-z0-9_\-]{51}",
        ("cnvca",),
        (
            (f"CANVA_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f"Authorization: Bearer {_CLIENT_SECRET}", _CLIENT_SECRET),
        ),
        (
            _CLIENT_SECRET[:-1],
            f"{_CLIENT_SECRET}0",
            f"cnvca{'x' * (len(_CLIENT_SECRET) - 5)}",
        ),
        companions=(("client_id", r"(?<![A-Za-z0-9_\-])(?P<client_id>OC-[A-Za-z0-9_\-]{12})(?![A-Za-z0-9_\-])"),),
    ),
)
