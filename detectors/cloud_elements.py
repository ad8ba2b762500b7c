"""Cloud Elements: the API key of an account.

https://docs.cloud-elements.com/home/authenticate
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("cloud-elements-api-key", "Cloud Elements API key", part="key")

_API_KEY: Final = made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        rf"cloud[-_]?elements{TELLING}",
        r"[A-Za-z0-9+/]{43}=?",
        ("cloud",),
        (
            (f"CLOUD_ELEMENTS_API_KEY={_API_KEY}", _API_KEY),
            (f'cloud-elements-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLOUD_ELEMENTS_API_KEY={_API_KEY}0",
            f"CLOUD_ELEMENTS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"cloud[\-_]?elements",
    ),
)
