"""Prefect Cloud's API keys: of a user (pnu), of a service account (pnb).

https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("prefect-api-key", "Prefect API key", part="key")

_KEY: Final = "pnu_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        KEY,
        "pn[ub]_[A-Za-z0-9]{36}",
        (
            "pnu_",
            "pnb_",
        ),
        (
            (f"PREFECT_API_KEY={_KEY}", _KEY),
            (f"prefect cloud login -k {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"pnu_{'X' * 36}",
        ),
    ),
)
