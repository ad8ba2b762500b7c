"""Brevo's API and SMTP keys; it was Sendinblue.

https://developers.brevo.com/docs/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import hexes

API = one("brevo-api-key", "Brevo API key", part="key")
SMTP = one("brevo-smtp-key", "Brevo SMTP key", part="key")

_API: Final = f"xkeysib-{made(HEX, 64)}-{made(ALNUM, 16)}"
_SMTP: Final = f"xsmtpsib-{made(HEX, 64)}-{made(ALNUM, 16)}"

DETECTORS = (
    prefixed(
        API,
        rf"xkeysib-{hexes(64)}-[A-Za-z0-9]{{16}}",
        ("xkeysib-",),
        ((f"BREVO_API_KEY={_API}", _API), (f"api-key: {_API}", _API)),
        (_API[:-1], f"{_API}_x", f"x{_API}", f"xkeysib-{'0' * 64}-{'x' * 16}"),
    ),
    prefixed(
        SMTP,
        rf"xsmtpsib-{hexes(64)}-[A-Za-z0-9]{{16}}",
        ("xsmtpsib-",),
        ((f"SMTP_PASSWORD={_SMTP}", _SMTP),),
        (_SMTP[:-1], f"{_SMTP}_x", f"xsmtpsib-{'0' * 64}-{'x' * 16}"),
    ),
)
