"""CockroachDB Cloud: the API key of a service account.

https://www.cockroachlabs.com/docs/cockroachcloud/managing-access
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_KEY = one("cockroachlabs-cloud-api-key", "CockroachDB Cloud API key", part="key")

_API_KEY: Final = "CCDB1_" + made(ALNUM, 22) + "_" + made(ALNUM, 40)

DETECTORS = (
    prefixed(
        API_KEY,
        r"CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}",
        ("ccdb1_",),
        (
            (f"COCKROACH_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"CCDB1_{'x' * (len(_API_KEY) - 6)}",
        ),
    ),
)
