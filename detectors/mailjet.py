"""Mailjet's keys: an API key and its secret key, both of the same form.

https://dev.mailjet.com/email/reference/overview/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("mailjet-api-key", "Mailjet API or secret key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        "mail[-_]?jet|mj",
        "[0-9a-f]{32}",
        (
            "mailjet",
            "mail-jet",
            "mail_jet",
            "mj_apikey",
        ),
        (
            (f"MAILJET_SECRET_KEY={_KEY}", _KEY),
            (f"MJ_APIKEY_PRIVATE={_KEY}", _KEY),
            (f'mailjet = Mailjet.Client("{_KEY}")', _KEY),
        ),
        (
            f"MAILJET_SECRET_KEY={_KEY}0",
            f"mailjet-6.0.tgz md5 {_KEY}",
            f'Mailjet.verify("{_KEY}")',
            f'mailjet.New("{_KEY}")',
            f'new MailjetClient("{_KEY}", "{_KEY[::-1]}")',
        ),
        common=True,
    ),
)
