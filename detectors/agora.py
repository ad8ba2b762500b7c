"""Agora: the certificate of an app and the secret of a customer, each beside its id.

https://docs.agora.io/en/voice-calling/reference/agora-console-rest-api
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, far_from, made, named

APP_CERTIFICATE = CredentialType(
    name="agora-app-certificate",
    title="Agora app certificate or customer secret",
    parts=("secret", "app_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_APP_CERTIFICATE: Final = made(HEX, 32)
_APP_ID: Final = made(HEX, 32, "agora")
_ID: Final = ("app_id", assignment("app_id", r"(?:app|customer)[-_]?id", r"[a-f0-9]{32}"))

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
        companions=(_ID,),
    ),
    # As its own examples call it, beside the app's id or what makes tokens of both.
    replace(
        named(
            APP_CERTIFICATE,
            r"\bapp[-_ ]?certificate",
            r"[a-f0-9]{32}",
            ("appcertificate", "app_certificate", "app-certificate", "app certificate"),
            (
                (f"const appID = '{_APP_ID}';\nconst appCertificate = '{_APP_CERTIFICATE}';", _APP_CERTIFICATE),
                (
                    f'app_certificate = "{_APP_CERTIFICATE}"\nRtcTokenBuilder.buildTokenWithUid(id, app_certificate)',
                    _APP_CERTIFICATE,
                ),
            ),
            (
                f"appCertificate = '{_APP_CERTIFICATE}'",
                f"appId = 'x7'\nappCertificateThumbprint = '{_APP_CERTIFICATE}'",
            ),
            companions=(_ID,),
        ),
        unless=far_from(r"agora|rt[cm]_?token|app[-_]?id[\"']?\s{0,4}[:=]{1,2}\s{0,4}[\"']?[0-9a-f]{32}(?![0-9a-f])"),
    ),
)
