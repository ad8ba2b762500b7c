"""ClinchPad: the API key of an account.

https://clinchpad.com/api/docs
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("clinchpad-api-key", "ClinchPad API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"clinchpad{TELLING}",
        r"[a-z0-9]{32}",
        ("clinchpad",),
        (
            (f"CLINCHPAD_API_KEY={_API_KEY}", _API_KEY),
            (f"docker run --rm --env CLINCHPAD_API_KEY='{_API_KEY}' registry.example.org/importer import", _API_KEY),
        ),
        (
            f"CLINCHPAD_API_KEY={_API_KEY}0",
            f"CLINCHPAD_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clinchpad_id={_API_KEY}",
        ),
    ),
)
