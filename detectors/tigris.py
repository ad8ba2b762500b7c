"""Tigris' access keys (of storage that speaks S3): the secret, which works beside its id.

https://www.tigrisdata.com/docs/iam/manage-access-key/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, prefixed
from .secretive import alnum

KEY = CredentialType(
    name="tigris-secret-access-key",
    title="Tigris secret access key",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_SECRET: Final = "tsec_" + made(ALNUM + "+_-", 65, "tigris")

DETECTORS = (
    prefixed(
        KEY,
        r"tsec_" + alnum(56, 72, also="+/_\\-"),
        ("tsec_",),
        (
            (f"AWS_ACCESS_KEY_ID=tid_{made(ALNUM, 40, 'tigris')}\nAWS_SECRET_ACCESS_KEY={_SECRET}", _SECRET),
            (f'secretAccessKey: "{_SECRET}"', _SECRET),
        ),
        (_SECRET[:40], f"x{_SECRET}", "tsec_" + "x" * 65, "tsec_dic[Tsec]"),
        least=3.8,
        companions=(("id", r"\b(?P<id>tid_[A-Za-z0-9_\-]{20,64})(?![A-Za-z0-9_\-])"),),
    ),
)
