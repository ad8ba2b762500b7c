"""Robinhood's crypto trading API: the key, beside the Ed25519 private key (base64) that signs.

https://docs.robinhood.com/crypto/trading/#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import BASE64, UUID, assignment, made, made_uuid, prefixed

KEY = CredentialType(
    name="robinhood-crypto-key",
    title="Robinhood crypto API key",
    parts=("key", "private_key"),
    secret=frozenset({"key", "private_key"}),
    identity=("key",),
)

_KEY: Final = "rh-api-" + made_uuid("robinhood")
_PRIVATE: Final = made(BASE64, 43, "robinhood") + "="

DETECTORS = (
    prefixed(
        KEY,
        f"rh-api-{UUID}",
        ("rh-api-",),
        ((f"API_KEY={_KEY}\nBASE64_PRIVATE_KEY={_PRIVATE}", _KEY), (f'"x-api-key": "{_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", "rh-api-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        companions=(
            ("private_key", assignment("private_key", r"private[-_]?key", r"[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==")),
        ),
    ),
)
