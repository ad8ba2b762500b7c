"""CoinMarketCap: the API key of an account.

https://coinmarketcap.com/api/documentation/v1/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, named, one

API_KEY = one("coinmarketcap-api-key", "CoinMarketCap API key", part="key")

_API_KEY: Final = f"{made(HEX, 8)}-" + "-".join(made(HEX, 4, seed) for seed in "abc") + f"-{made(HEX, 12)}"

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
