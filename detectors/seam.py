"""Seam's API keys (of locks and thermostats): an id and the secret, and which are for its sandbox.

https://docs.seam.co/latest/core-concepts/authentication/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("seam-api-key", "Seam API key", part="key")

_KEY: Final = f"seam_{made(ALNUM, 4, 'seam')}_{made(ALNUM, 24, 'seam')}"
_TEST: Final = f"seam_test{made(ALNUM, 4, 'seam')}_{made(ALNUM, 24, 'seam-test')}"

DETECTORS = (
    prefixed(
        KEY,
        r"seam_(?:test)?[A-Za-z0-9]{4}_" + cased(24),
        ("seam_",),
        (
            (f"SEAM_API_KEY={_KEY}", _KEY),
            (f'seam = Seam(api_key="{_TEST}")', _TEST),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "seam_test_" + "x" * 24,
            "seam_edge_" + made(HEX, 24, "digest"),
            "seam_from_environment",
        ),
    ),
)
