"""Delighted's API keys: 32 letters and digits, told by their name only.

https://app.delighted.com/docs/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("delighted-api-key", "Delighted API key", part="key")

_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        KEY,
        keyed("delighted"),
        r"[A-Za-z0-9]{32}",
        ("delighted",),
        ((f"DELIGHTED_API_KEY={_KEY}", _KEY), (f'delightedApiKey = "{_KEY}"', _KEY)),
        (
            f"DELIGHTED_API_KEY={_KEY}0",
            f"delighted build {_KEY}",
            f"DELIGHTED_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.3,
    ),
)
