"""The keys of Mergify's applications.

https://docs.mergify.com/api/usage/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("mergify-application-key", "Mergify application key", part="key")

_KEY: Final = "mergify_application_key_" + made(ALNUM, 64)

DETECTORS = (
    prefixed(
        KEY,
        "mergify_application_key_[A-Za-z0-9]{64}",
        ("mergify_application_key_",),
        ((f"MERGIFY_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"mergify_application_key_{'a' * 64}",
        ),
    ),
)
