"""Etherscan's API keys: 34 capitals and digits, told by their name only.

https://docs.etherscan.io/getting-started/viewing-api-usage-statistics
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, keyed, made, named, one

KEY = one("etherscan-api-key", "Etherscan API key", part="key")

_KEY: Final = made(UPPER, 34)

DETECTORS = (
    named(
        KEY,
        keyed("etherscan"),
        r"[A-Z0-9]{34}",
        ("etherscan",),
        ((f"ETHERSCAN_API_KEY={_KEY}", _KEY), (f'etherscanApiKey = "{_KEY}"', _KEY)),
        (
            f"ETHERSCAN_API_KEY={_KEY}0",
            f"etherscan build {_KEY}",
            f"ETHERSCAN_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.3,
    ),
)
