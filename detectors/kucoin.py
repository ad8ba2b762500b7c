"""KuCoin's API keys: a key, a secret and a passphrase, which only work together.

https://www.kucoin.com/docs-new/authentication
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, made_uuid, named, one

KEY = one("kucoin-api-key", "KuCoin API key", part="key")
SECRET = CredentialType(
    name="kucoin-api-secret",
    title="KuCoin API secret",
    parts=("secret", "key", "passphrase"),
    secret=frozenset({"secret", "key", "passphrase"}),
    identity=("secret",),
)

_KEY: Final = made(HEX, 24)
_SECRET: Final = made_uuid()

DETECTORS = (
    named(
        KEY,
        "kucoin",
        "[0-9a-f]{24}",
        ("kucoin",),
        (
            (f"KUCOIN_API_KEY={_KEY}", _KEY),
            (f'kucoinToken = "{_KEY}"', _KEY),
        ),
        (
            f"KUCOIN_API_KEY={_KEY}0",
            f"kucoin_order_id = {_KEY}",
        ),
        common=True,
    ),
    named(
        SECRET,
        "kucoin",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("kucoin",),
        (
            (f"KUCOIN_API_SECRET={_SECRET}", _SECRET),
            (f'kucoin_secret: "{_SECRET}"', _SECRET),
        ),
        (
            f"KUCOIN_API_SECRET={_SECRET}0",
            f"kucoin_order_id = {_SECRET}",
        ),
        common=True,
        companions=(
            ("key", assignment("key", r"kucoin[\w.\-]{0,20}?key", r"[0-9a-f]{24}")),
            ("passphrase", assignment("passphrase", r"kucoin[\w.\-]{0,20}?pass", r"[^\s\"'`,;]{7,32}")),
        ),
    ),
)
