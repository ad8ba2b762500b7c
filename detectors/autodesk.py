"""Autodesk Platform Services: the secret of an app, which works beside its client id.

https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/overview/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, has_digits, made, named

CLIENT_SECRET = CredentialType(
    name="autodesk-client-secret",
    title="Autodesk client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_CLIENT_SECRET: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        CLIENT_SECRET,
        r"(?:autodesk|\baps|\bforge)[\w.\- ]{0,24}client[-_]?secret",
        r"(?:[A-Za-z0-9]{16}|[A-Za-z0-9]{64})",
        ("secret",),
        (
            (f"AUTODESK_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f"export AUTODESK_CLIENT_SECRET='{_CLIENT_SECRET}'", _CLIENT_SECRET),
        ),
        (
            f"AUTODESK_CLIENT_SECRET={_CLIENT_SECRET}0",
            f"AUTODESK_CLIENT_SECRET={'x' * len(_CLIENT_SECRET)}",
            f"checksum={_CLIENT_SECRET}",
        ),
        companions=(
            ("client_id", assignment("client_id", r"client[-_. ]?id", r"(?:[A-Za-z0-9]{32}|[A-Za-z0-9]{48})")),
        ),
        prefilter=r"(?:autodesk|aps|forge)[\w.\- ]{0,24}client[\-_]?secret",
        check=has_digits("secret", 2),
    ),
)
