"""Elastic Email's API keys: 96 hexadecimal digits, told by their name only.

https://elasticemail.com/developers/api-documentation
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER_HEX, keyed, made, named, one

KEY = one("elasticemail-api-key", "Elastic Email API key", part="key")

_KEY: Final = made(UPPER_HEX, 96)

DETECTORS = (
    named(
        KEY,
        keyed(r"elastic[-_]?email"),
        r"[A-Fa-f0-9]{96}",
        ("elasticemail", "elastic_email", "elastic-email"),
        ((f"ELASTICEMAIL_API_KEY={_KEY}", _KEY), (f'elasticemailApiKey = "{_KEY}"', _KEY)),
        (
            f"ELASTICEMAIL_API_KEY={_KEY}0",
            f"elasticemail build {_KEY}",
            f"ELASTICEMAIL_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
