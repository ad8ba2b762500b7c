"""Scaleway's API keys: an access key that everybody may know, and a secret key that is a UUID.

https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import UPPER, UUID, made, made_uuid, named

KEY = CredentialType(
    name="scaleway-secret-key",
    title="Scaleway secret key",
    parts=("secret", "access_key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = made_uuid("scaleway")
_ACCESS: Final = "SCW" + made(UPPER, 17, "scaleway")

DETECTORS = (
    named(
        KEY,
        r"(?:scw|scaleway)[\w.\-]{0,16}(?:secret|token)",
        UUID,
        ("scw", "scaleway"),
        (
            (f"SCW_ACCESS_KEY={_ACCESS}\nSCW_SECRET_KEY={_SECRET}", _SECRET),
            (f'scaleway_secret = "{_SECRET}"', _SECRET),
        ),
        (f"SCW_DEFAULT_PROJECT_ID={_SECRET}", f"SCW_SECRET_KEY={_SECRET[:-1]}", f"SCW_SECRET_KEY={_SECRET}0"),
        companions=(("access_key", r"(?<![A-Za-z0-9])(?P<access_key>SCW[A-Z0-9]{17})(?![A-Za-z0-9])"),),
        prefilter=r"(?:scw|scaleway)[\w.\-]{0,16}(?:secret|token)",
    ),
)
