"""The client secrets of Looker's API, with the client's name where that stands near.

https://cloud.google.com/looker/docs/api-auth
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import LOWER, assignment, made, named

SECRET = CredentialType(
    name="looker-client-secret",
    title="Looker client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made(LOWER, 24)

DETECTORS = (
    named(
        SECRET,
        "looker",
        "[A-Za-z0-9]{24}",
        ("looker",),
        (
            (f"LOOKER_CLIENT_SECRET={_SECRET}", _SECRET),
            (f"LOOKERSDK_CLIENT_ID=6tyhgb1r4m2kx9wq5zpd\nLOOKERSDK_CLIENT_SECRET={_SECRET}", _SECRET),
        ),
        (
            f"LOOKER_CLIENT_SECRET={_SECRET}0",
            f"looker_id: {_SECRET}",
            f"onlookerKey: {_SECRET}",
        ),
        common=True,
        companions=(("client_id", assignment("client_id", r"looker[\w.\-]{0,20}?id", r"[a-z0-9]{20}")),),
    ),
)
