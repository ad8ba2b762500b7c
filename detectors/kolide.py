"""Kolide, which looks after devices: a key of its API is `k2sk_v1_` and 24 letters and digits.

https://www.kolide.com/docs/developers/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("kolide-api-key", "Kolide API key", part="key")

_KEY: Final = "k2sk_v1_" + made(ALNUM, 24)

DETECTORS = (
    prefixed(
        KEY,
        r"k2sk_v[0-9]_[A-Za-z0-9]{24}",
        ("k2sk_v",),
        ((f"KOLIDE_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"a{_KEY}", "k2sk_v1_" + "x" * 24),
    ),
)
