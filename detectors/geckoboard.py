"""Geckoboard's API keys: 44 letters and digits, told by their name only.

https://developer.geckoboard.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("geckoboard-api-key", "Geckoboard API key", part="key")

_KEY: Final = made(ALNUM, 44)

DETECTORS = (
    named(
        KEY,
        keyed("geckoboard"),
        r"[A-Za-z0-9]{44}",
        ("geckoboard",),
        ((f"GECKOBOARD_API_KEY={_KEY}", _KEY), (f'geckoboardApiKey = "{_KEY}"', _KEY)),
        (
            f"GECKOBOARD_API_KEY={_KEY}0",
            f"geckoboard build {_KEY}",
            f"GECKOBOARD_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
