"""Couchbase Capella: the secret of an API key.

https://docs.couchbase.com/cloud/management-api-guide/management-api-start.html
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, HEX, TELLING, made, named, not_hex, one

API_KEY = one("couchbase-capella-api-key", "Couchbase Capella API key", part="key")

_API_KEY: Final = made(BASE64, 72)

DETECTORS = (
    named(
        API_KEY,
        rf"(?:couchbase|capella){TELLING}",
        r"[A-Za-z0-9+/]{64,90}={0,2}",
        (
            "couchbase",
            "capella",
        ),
        (
            (f"COUCHBASE_API_KEY_SECRET={_API_KEY}", _API_KEY),
            (f'couchbase-api-key-secret := "{_API_KEY}"', _API_KEY),
        ),
        (
            "COUCHBASE_API_KEY_SECRET=short",
            f"COUCHBASE_API_KEY_SECRET={'x' * 72}",
            f"API_KEY_SECRET={_API_KEY}",
            "COUCHBASE_KEY_SHA256=" + made(HEX, 64),
        ),
        check=not_hex("key"),
    ),
)
