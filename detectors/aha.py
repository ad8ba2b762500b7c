"""Aha!: the API key of an account.

https://www.aha.io/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("aha-api-key", "Aha! API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])aha{TELLING}",
        r"[a-f0-9]{64}",
        ("aha",),
        (
            (f"AHA_API_KEY={_API_KEY}", _API_KEY),
            (f"export AHA_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"AHA_API_KEY={_API_KEY}0",
            f"AHA_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"aha_id={_API_KEY}",
        ),
        prefilter=r"(?:\b|_)aha[\w.\- ]{0,24}(?:token|key|secret|passw|pwd|_pw|auth|cred|_pat)",
    ),
)
