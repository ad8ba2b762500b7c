"""Tokens of DVC Studio.

https://dvc.org/doc/studio/user-guide/account-management#studio-access-token
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("iterative-dvc-studio-token", "DVC Studio access token")

_TOKEN: Final = "isat_" + made(ALNUM, 52)

DETECTORS = (
    prefixed(
        TOKEN,
        "isat_[A-Za-z0-9]{40,60}",
        ("isat_",),
        (
            (f"DVC_STUDIO_TOKEN={_TOKEN}", _TOKEN),
            (f"dvc config studio.token {_TOKEN}", _TOKEN),
        ),
        (
            "isat_" + "x" * 50,
            _TOKEN[:20],
        ),
    ),
)
