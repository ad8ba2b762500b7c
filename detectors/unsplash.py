"""Unsplash's access keys and secret keys.

https://unsplash.com/documentation#creating-a-developer-account
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("unsplash-key", "Unsplash key", part="key")

_KEY: Final = made(ALNUM, 43, "unsplash-key")

DETECTORS = (
    secretive(
        KEY,
        "unsplash",
        alnum(43, also="_\\-"),
        ("unsplash",),
        ((f"UNSPLASH_ACCESS_KEY={_KEY}", _KEY), (f'"unsplash_access_key": "{_KEY}"', _KEY)),
        (
            f"UNSPLASH_ACCESS_KEY={_KEY}0x",
            f"UNSPLASH_ACCESS_KEY={_KEY[:-10]}",
            f"unsplash_commit={_KEY}",
            "UNSPLASH_ACCESS_KEY=your_unsplash_key_goes_here_1",
        ),
    ),
)
