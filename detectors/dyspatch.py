"""Dyspatch's API keys: 52 letters and digits, told by their name only.

https://docs.dyspatch.io/api/
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, keyed, made, named, one

KEY = one("dyspatch-api-key", "Dyspatch API key", part="key")

_KEY: Final = made(UPPER, 52)

DETECTORS = (
    named(
        KEY,
        keyed("dyspatch"),
        r"[A-Za-z0-9]{52}",
        ("dyspatch",),
        ((f"DYSPATCH_API_KEY={_KEY}", _KEY), (f'dyspatchApiKey = "{_KEY}"', _KEY)),
        (
            f"DYSPATCH_API_KEY={_KEY}0",
            f"dyspatch build {_KEY}",
            f"DYSPATCH_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
