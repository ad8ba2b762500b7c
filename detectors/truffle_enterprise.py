"""TruffleHog Enterprise: a scanner's key and the secret that belongs to it.

https://docs.trufflesecurity.com/scanners
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, made, prefixed

KEY = CredentialType(
    name="trufflehog-enterprise-secret",
    title="TruffleHog Enterprise secret",
    parts=("secret", "key"),
    secret=frozenset({"secret", "key"}),
    identity=("secret",),
)

_SECRET: Final = "thog-secret-" + made(HEX, 32, "thog")
_KEY: Final = "thog-key-" + made(HEX, 16, "thog")

DETECTORS = (
    prefixed(
        KEY,
        "thog-secret-[0-9a-f]{32}",
        ("thog-secret-",),
        ((f"key: {_KEY}\nsecret: {_SECRET}", _SECRET), (f"TRUFFLEHOG_SECRET={_SECRET}", _SECRET)),
        (_SECRET[:-1], f"{_SECRET}0", f"thog-secret-{'0' * 32}"),
        companions=(("key", r"\b(?P<key>thog-key-[0-9a-f]{16})\b"),),
    ),
)
