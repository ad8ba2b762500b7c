"""Happy Scribe's API keys: 24 letters and digits, told by their name only.

https://dev.happyscribe.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("happyscribe-api-key", "Happy Scribe API key", part="key")

_KEY: Final = made(ALNUM, 24)

DETECTORS = (
    named(
        KEY,
        keyed(r"happy[-_]?scribe"),
        r"[A-Za-z0-9]{24}",
        ("happyscribe", "happy_scribe", "happy-scribe"),
        ((f"HAPPYSCRIBE_API_KEY={_KEY}", _KEY), (f'happyscribeApiKey = "{_KEY}"', _KEY)),
        (
            f"HAPPYSCRIBE_API_KEY={_KEY}0",
            f"happyscribe build {_KEY}",
            f"HAPPYSCRIBE_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.3,
    ),
)
