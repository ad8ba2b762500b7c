"""MailerSend's API tokens and the passwords of its SMTP users.

https://developers.mailersend.com/general.html#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, LOWER, made, one, prefixed

TOKEN = one("mailersend-api-token", "MailerSend API token")
SMTP = one("mailersend-smtp-password", "MailerSend SMTP password", part="password")

_TOKEN: Final = "mlsn." + made(HEX, 64)
_PASSWORD: Final = f"mssp.{made(ALNUM, 7)}.{made(LOWER, 16)}.{made(ALNUM, 7, 'end')}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"mlsn\.[A-Za-z0-9]{40,80}",
        ("mlsn.",),
        (
            (f"MAILERSEND_API_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            "mlsn.short",
            f"mlsn.{'a' * 48}",
            f"x{_TOKEN}",
        ),
    ),
    prefixed(
        SMTP,
        r"mssp\.[A-Za-z0-9]{7}\.[A-Za-z0-9]{16}\.[A-Za-z0-9]{7}",
        ("mssp.",),
        ((f"SMTP_PASSWORD={_PASSWORD}", _PASSWORD),),
        (
            _PASSWORD[:-1],
            f"{_PASSWORD}a",
        ),
    ),
)
