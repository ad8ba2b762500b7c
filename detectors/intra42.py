"""The secrets of applications of 42's intra.

https://api.intra.42.fr/apidoc/guides/getting_started
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

SECRET = one("intra42-client-secret", "42 intra client secret", part="secret")

_SECRET: Final = "s-s4t2ud-" + made(HEX, 64)

DETECTORS = (
    prefixed(
        SECRET,
        "s-s4t2(?:ud|af)-[0-9a-f]{64}",
        ("s-s4t2",),
        (
            (f'clientSecret := "{_SECRET}"', _SECRET),
            (f"FT_SECRET={_SECRET}", _SECRET),
        ),
        (
            _SECRET[:-1],
            f"{_SECRET}a",
        ),
    ),
)
