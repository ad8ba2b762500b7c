"""Pangea's tokens of services.

https://pangea.cloud/docs/admin-guide/projects/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import made, one, prefixed

TOKEN = one("pangea-token", "Pangea token")

_TOKEN: Final = "pts_" + made("abcdefghijklmnopqrstuvwxyz234567", 32)

DETECTORS = (
    prefixed(
        TOKEN,
        "pt[sk]_[a-z2-7]{32}",
        (
            "pts_",
            "ptk_",
        ),
        ((f"PANGEA_TOKEN={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
            f"scri{_TOKEN}",
            f"pts_{'x' * 32}",
        ),
        prefilter="pt[sk]_[a-z2-7]{32}",
        least=3.2,
    ),
)
