"""BscScan: the API key of an account.

https://docs.bscscan.com/getting-started/viewing-api-usage-statistics
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UPPER, made, named, one

API_KEY = one("bscscan-api-key", "BscScan API key", part="key")

_API_KEY: Final = made(UPPER, 34)

DETECTORS = (
    named(
        API_KEY,
        rf"bscscan{TELLING}",
        r"[A-Z0-9]{34}",
        ("bscscan",),
        (
            (f"BSCSCAN_API_KEY={_API_KEY}", _API_KEY),
            (f"bscscan_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BSCSCAN_API_KEY={_API_KEY}0",
            f"BSCSCAN_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"bscscan_id={_API_KEY}",
        ),
    ),
)
