"""Autumn's secret keys: live ones, and those of its sandbox.

https://docs.useautumn.com/documentation/getting-started/setup
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("autumn-secret-key", "Autumn secret key", part="key")

_KEY: Final = "am_sk_live_" + made(ALNUM, 43, "autumn")

DETECTORS = (
    prefixed(
        KEY,
        r"am_sk_(?:live|test)_" + cased(40, 44),
        ("am_sk_",),
        (
            (f"AUTUMN_SECRET_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-8],
            f"x{_KEY}",
            "am_sk_live_" + "x" * 43,
            "am_sk_test_your_secret_key_here",
        ),
    ),
)
