"""Ayrshare: the API key of an account.

https://www.ayrshare.com/docs/apis/overview
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UPPER, made, named, one

API_KEY = one("ayrshare-api-key", "Ayrshare API key", part="key")

_API_KEY: Final = "-".join(made(UPPER, 8, seed) for seed in "abcd")

DETECTORS = (
    named(
        API_KEY,
        rf"ayrshare{TELLING}",
        r"[A-Z0-9]{7,8}(?:-[A-Z0-9]{7,8}){3}",
        ("ayrshare",),
        (
            (f"AYRSHARE_API_KEY={_API_KEY}", _API_KEY),
            (f"export AYRSHARE_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"AYRSHARE_API_KEY={_API_KEY[:12]}",
            f"AYRSHARE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
