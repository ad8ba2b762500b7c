"""Cloze: the API key of an account.

https://developer.cloze.com/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("cloze-api-key", "Cloze API key", part="key")

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])cloze{TELLING}",
        r"[a-f0-9]{32}",
        ("cloze",),
        (
            (f"CLOZE_API_KEY={_API_KEY}", _API_KEY),
            (f'clozeApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLOZE_API_KEY={_API_KEY}0",
            f"CLOZE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cloze_id={_API_KEY}",
        ),
    ),
)
