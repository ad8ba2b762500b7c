"""CoinAPI: the API key of an account.

https://docs.coinapi.io/market-data/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, named, one

API_KEY = one("coinapi-api-key", "CoinAPI API key", part="key")

_API_KEY: Final = f"{made(HEX, 8)}-" + "-".join(made(HEX, 4, seed) for seed in "abc") + f"-{made(HEX, 12)}"

DETECTORS = (
    named(
        API_KEY,
        rf"coinapi{TELLING}",
        rf"{UUID}",
        ("coinapi",),
        (
            (f"COINAPI_API_KEY={_API_KEY}", _API_KEY),
            (f"coinapi_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"COINAPI_API_KEY={_API_KEY}0",
            f"COINAPI_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"coinapi_id={_API_KEY}",
        ),
    ),
)
