"""The password of a mail server in a script that sends with PHPMailer.

https://github.com/PHPMailer/PHPMailer#a-simple-example
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import far_from, varied

PASSWORD = CredentialType(
    name="phpmailer-smtp-password",
    title="SMTP password (PHPMailer)",
    parts=("password", "user", "host"),
    secret=frozenset({"password"}),
    identity=("password",),
    hint="host",
)

_EXAMPLE: Final = "s3cr" + "et-Pw9"
_SETTING: Final = r"->{}[ \t]{{0,20}}=[ \t]{{0,20}}[\"'](?P<{}>{})[\"']"

DETECTORS = (
    Detector(
        type=PASSWORD,
        confidence=Confidence.CONTEXT,
        keywords=("->password",),
        pattern=(
            r"->Password[ \t]{0,20}=[ \t]{0,20}"
            r"(?:\"(?P<password>[^\"\s$]{1,128})\"|'(?P<password__2>[^'\n]{1,128})')"
        ),
        span=600,
        companions=(
            ("user", _SETTING.format("Username", "user", r"[^\"'\s$]{1,128}")),
            ("host", _SETTING.format("Host", "host", r"[A-Za-z0-9.\-]{1,253}")),
        ),
        unless=far_from(r"phpmailer|issmtp\(|->smtpauth"),
        check=varied("password", 1.5),
        examples=(
            (f"$mail->isSMTP();\n$mail->Username = 'me@example.com';\n$mail->Password = '{_EXAMPLE}';\n", _EXAMPLE),
            (f'$mail->SMTPAuth = true; $mail->Password   = "{_EXAMPLE}";', _EXAMPLE),
        ),
        near_misses=(
            "$mail->SMTPAuth = true; $mail->Password = 'secret';",
            "$mail->isSMTP(); $mail->Password = getenv('SMTP_PASSWORD');",
            f"$form->Password = '{_EXAMPLE}';",
        ),
    ),
)
