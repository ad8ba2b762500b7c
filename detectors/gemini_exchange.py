"""Gemini, the exchange: keys of an account and of a group of accounts, with the secret that signs.

https://docs.gemini.com/authentication/api-key
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, made, prefixed

# The key names itself in a header; requests are signed with the secret.
KEY = CredentialType(
    name="gemini-exchange-api-key",
    title="Gemini exchange API key",
    parts=("key", "secret"),
    secret=frozenset({"key", "secret"}),
    identity=("key",),
)

_KEY: Final = "account-" + made(ALNUM, 20, "gemini")
_MASTER: Final = "master-" + made(ALNUM, 20, "gemini")

DETECTORS = (
    prefixed(
        KEY,
        "(?:account|master)-[A-Za-z0-9]{20}",
        ("account-", "master-"),
        ((f"GEMINI_API_KEY={_KEY}", _KEY), (f'gemini = {{"api_key": "{_MASTER}"}}', _MASTER)),
        (f"id={_KEY}", f"GEMINI_API_KEY={_KEY}0", f"GEMINI_API_KEY=account-{'x' * 20}"),
        least=3.3,
        companions=(
            ("secret", r"(?i:secret)[\w.\-]{0,20}[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?(?P<secret>[A-Za-z0-9]{27,28})\b"),
        ),
        near="gemini",
        prefilter=r"\b(account|master)-[A-Za-z0-9]{20}\b",
    ),
)
