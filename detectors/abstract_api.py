"""Abstract: the API key of an account.

https://docs.abstractapi.com/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("abstract-api-api-key", "Abstract API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"abstract[-_. ]?(?:api){TELLING}",
        r"[a-z0-9]{32}",
        ("abstract",),
        (
            (f"ABSTRACT_API_API_KEY={_API_KEY}", _API_KEY),
            (f"abstract_api_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"ABSTRACT_API_API_KEY={_API_KEY}0",
            f"ABSTRACT_API_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"abstract[\-_. ]?api",
    ),
)
