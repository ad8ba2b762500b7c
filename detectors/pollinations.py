"""Pollinations' secret keys, which its name stands beside. `pk_` is public.

https://github.com/pollinations/pollinations/blob/main/APIDOCS.md
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("pollinations-secret-key", "Pollinations secret key", part="key")

_KEY: Final = "sk_" + made(ALNUM, 32, "pollinations")

DETECTORS = (
    prefixed(
        KEY,
        r"(?:plln_)?sk_" + cased(32),
        ("pollinations",),
        (
            (f"POLLINATIONS_API_KEY={_KEY}", _KEY),
            (f"curl https://gen.pollinations.ai/v1/models -H 'Authorization: Bearer {_KEY}'", _KEY),
        ),
        (
            f"POLLINATIONS_API_KEY={_KEY[:-1]}",
            f"POLLINATIONS_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "POLLINATIONS_API_KEY=sk_" + "x" * 32,
        ),
        least=3.4,
        near="pollinations",
    ),
)
