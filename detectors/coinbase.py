"""Coinbase: access tokens of OAuth apps and the secrets of API keys.

https://docs.cdp.coinbase.com/get-started/authentication/cdp-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

ACCESS_TOKEN = one("coinbase-access-token", "Coinbase access token")
API_SECRET = one("coinbase-api-secret", "Coinbase API secret", part="secret")

_ACCESS_TOKEN: Final = made(ALNUM, 64)
_API_SECRET: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"coinbase{TELLING}",
        r"[A-Za-z0-9_\-]{64}",
        ("coinbase",),
        (
            (f"COINBASE_ACCESS_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"export COINBASE_ACCESS_TOKEN='{_ACCESS_TOKEN}'", _ACCESS_TOKEN),
        ),
        (
            f"COINBASE_ACCESS_TOKEN={_ACCESS_TOKEN}0",
            f"COINBASE_ACCESS_TOKEN={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"coinbase_id={_ACCESS_TOKEN}",
        ),
    ),
    named(
        API_SECRET,
        r"(?:coinbase|\bcdp)[\w.\- ]{0,24}(?:secret|key)",
        r"(?:[A-Za-z0-9]{32}|[A-Za-z0-9+/]{86}==)",
        (
            "coinbase",
            "cdp",
        ),
        (
            (f"COINBASE_API_SECRET={_API_SECRET}", _API_SECRET),
            (f'coinbase-api-secret := "{_API_SECRET}"', _API_SECRET),
        ),
        (
            f"COINBASE_API_SECRET={_API_SECRET}0",
            f"COINBASE_API_SECRET={'x' * 32}",
            f"checksum={_API_SECRET}",
            f"coinbase_id={_API_SECRET}",
        ),
        prefilter=r"(?:coinbase|cdp)[\w.\- ]{0,24}(?:secret|key)",
        check=not_hex("secret"),
    ),
)
