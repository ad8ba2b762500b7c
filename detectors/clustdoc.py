"""Clustdoc: the API key of an account.

https://developers.clustdoc.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("clustdoc-api-key", "Clustdoc API key", part="key")

_API_KEY: Final = made(ALNUM, 60)

DETECTORS = (
    named(
        API_KEY,
        rf"clustdoc{TELLING}",
        r"[A-Za-z0-9]{60}",
        ("clustdoc",),
        (
            (f"CLUSTDOC_API_KEY={_API_KEY}", _API_KEY),
            (f"export CLUSTDOC_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CLUSTDOC_API_KEY={_API_KEY}0",
            f"CLUSTDOC_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"clustdoc_id={_API_KEY}",
        ),
    ),
)
