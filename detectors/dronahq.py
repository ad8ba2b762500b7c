"""DronaHQ's API keys: 50 letters and digits, told by their name only.

https://docs.dronahq.com/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

KEY = one("dronahq-api-key", "DronaHQ API key", part="key")

_KEY: Final = made(LOWER, 50)

DETECTORS = (
    named(
        KEY,
        keyed("dronahq"),
        r"[a-z0-9]{50}",
        ("dronahq",),
        ((f"DRONAHQ_TOKEN_KEY={_KEY}", _KEY), (f'dronahqTokenKey = "{_KEY}"', _KEY)),
        (
            f"DRONAHQ_TOKEN_KEY={_KEY}0",
            f"dronahq build {_KEY}",
            f"DRONAHQ_TOKEN_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
