"""Postman's API keys, and the access keys of its collections.

https://learning.postman.com/docs/developer/postman-api/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UPPER, made, one, prefixed

KEY = one("postman-api-key", "Postman API key", part="key")
COLLECTION = one("postman-collection-key", "Postman collection access key", part="key")

_KEY: Final = f"PMAK-{made(HEX, 24)}-{made(HEX, 34)}"
_COLLECTION: Final = "PMAT-" + made(UPPER, 26)

DETECTORS = (
    prefixed(
        KEY,
        "PMAK-[0-9a-f]{24}-[0-9a-f]{34}",
        ("pmak-",),
        (
            (f"POSTMAN_API_KEY={_KEY}", _KEY),
            (f"x-api-key: {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    prefixed(
        COLLECTION,
        "PMAT-[0-9A-Z]{26}",
        ("pmat-",),
        ((f"https://api.postman.com/collections/1-2?access_key={_COLLECTION}", _COLLECTION),),
        (
            _COLLECTION[:-1],
            f"{_COLLECTION}a",
        ),
    ),
)
