"""FullContact's API keys: 32 letters and digits, told by their name only.

https://docs.fullcontact.com/docs/api-key-management
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("fullcontact-api-key", "FullContact API key", part="key")

_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        KEY,
        keyed(r"full[-_]?contact"),
        r"[A-Za-z0-9]{32}",
        ("fullcontact", "full_contact", "full-contact"),
        ((f"FULLCONTACT_API_KEY={_KEY}", _KEY), (f'fullcontactApiKey = "{_KEY}"', _KEY)),
        (
            f"FULLCONTACT_API_KEY={_KEY}0",
            f"fullcontact build {_KEY}",
            f"FULLCONTACT_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
