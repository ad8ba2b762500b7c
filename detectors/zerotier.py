"""ZeroTier's API access tokens.

https://docs.zerotier.com/api/tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("zerotier-api-token", "ZeroTier API token")

_TOKEN: Final = made(ALNUM, 32, "zerotier-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "zero[-_]?tier|zt[-_](?:api|central|access)",
        alnum(32),
        ("zerotier", "zero_tier", "zero-tier", "zt_api", "zt_central", "zt_access", "zt-"),
        ((f"ZEROTIER_API_TOKEN={_TOKEN}", _TOKEN), (f'"zerotier_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"ZEROTIER_API_TOKEN={_TOKEN}0x",
            f"ZEROTIER_API_TOKEN={_TOKEN[:-8]}",
            f"zerotier_commit={_TOKEN}",
            "ZEROTIER_API_TOKEN=your_zerotier_key_goes_here_1",
        ),
    ),
)
