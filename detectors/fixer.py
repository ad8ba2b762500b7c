"""Fixer's API keys: 32 letters and digits, told by their name only.

https://fixer.io/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, keyed_hint, made, named, one

KEY = one("fixer-api-key", "Fixer API key", part="key")

_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        KEY,
        keyed(r"(?<![a-z])fixer"),
        r"[a-z0-9]{32}",
        ("fixer",),
        ((f"FIXER_ACCESS_KEY={_KEY}", _KEY), (f'fixerAccessKey = "{_KEY}"', _KEY)),
        (f"FIXER_ACCESS_KEY={_KEY}0", f"fixer build {_KEY}", f"FIXER_ACCESS_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
        least=3.3,
        prefilter=keyed_hint("fixer"),
    ),
)
