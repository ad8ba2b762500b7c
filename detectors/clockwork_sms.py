"""Clockwork SMS: the API key of an account.

https://www.clockworksms.com/doc/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("clockwork-sms-api-key", "Clockwork SMS API key", part="key")

_API_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])clockwork(?:[-_]?sms)?{TELLING}",
        r"[a-f0-9]{40}",
        ("clockwork",),
        (
            (f"CLOCKWORK_SMS_API_KEY={_API_KEY}", _API_KEY),
            (f"export CLOCKWORK_SMS_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CLOCKWORK_SMS_API_KEY={_API_KEY}0",
            f"CLOCKWORK_SMS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
