"""Agora: the certificate of an app and the secret of a customer, each beside its id.

https://docs.agora.io/en/voice-calling/reference/agora-console-rest-api
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, named

APP_CERTIFICATE = CredentialType(
    name="agora-app-certificate",
    title="Agora app certificate or customer secret",
    parts=("secret", "app_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_APP_CERTIFICATE: Final = made(HEX, 32)

DETECTORS = (
    named(
        APP_CERTIFICATE,
        r"(?<![a-z])agora[\w.\- ]{0,24}(?:certificate|secret)",
        r"[a-f0-9]{32}",
        ("agora",),
        (
            (f"AGORA_APP_CERTIFICATE={_APP_CERTIFICATE}", _APP_CERTIFICATE),
            (f'agoraAppCertificate = "{_APP_CERTIFICATE}"', _APP_CERTIFICATE),
        ),
        (
            f"AGORA_APP_CERTIFICATE={_APP_CERTIFICATE}0",
            f"AGORA_APP_CERTIFICATE={'x' * len(_APP_CERTIFICATE)}",
            f"checksum={_APP_CERTIFICATE}",
            f"AGORA_APP_ID={_APP_CERTIFICATE}",
        ),
        companions=(("app_id", assignment("app_id", r"(?:app|customer)[-_]?id", r"[a-f0-9]{32}")),),
    ),
)
