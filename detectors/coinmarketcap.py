"""CoinMarketCap: the API key of an account.

https://coinmarketcap.com/api/documentation/v1/
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("coinmarketcap-api-key", "CoinMarketCap API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf"(?:coin[-_]?market[-_]?cap|x-cmc[-_]pro|\bcmc[-_]?(?:pro)?){TELLING}",
        rf"{UUID}",
        (
            "market",
            "cmc",
        ),
        (
            (f"COINMARKETCAP_API_KEY={_API_KEY}", _API_KEY),
            (f"export COINMARKETCAP_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"COINMARKETCAP_API_KEY={_API_KEY}0",
            f"COINMARKETCAP_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"coinmarketcap_id={_API_KEY}",
        ),
        prefilter=r"coin[\-_]?market[\-_]?cap|\bcmc",
    ),
)
