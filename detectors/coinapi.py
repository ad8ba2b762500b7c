"""CoinAPI: the API key of an account.

https://docs.coinapi.io/market-data/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("coinapi-api-key", "CoinAPI API key", part="key")

_API_KEY: Final = made_uuid()

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
