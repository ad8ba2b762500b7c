"""EasyPost's API keys: production (`EZAK`) keys buy labels, test (`EZTK`) keys do not.

https://docs.easypost.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

PRODUCTION = one("easypost-production-api-key", "EasyPost production API key", part="key")
TEST = one("easypost-test-api-key", "EasyPost test API key", part="key")

_PRODUCTION: Final = "EZAK" + made(ALNUM, 54)
_TEST: Final = "EZTK" + made(ALNUM, 54)

DETECTORS = (
    prefixed(
        PRODUCTION,
        r"EZAK[A-Za-z0-9]{54}",
        ("ezak",),
        (
            (f"EASYPOST_API_KEY={_PRODUCTION}", _PRODUCTION),
            (f"https://{_PRODUCTION}:_PRODUCTIONapi.easypost.com/v2/addresses", _PRODUCTION),
        ),
        (_PRODUCTION[:-1], f"{_PRODUCTION}0"),
    ),
    prefixed(
        TEST,
        r"EZTK[A-Za-z0-9]{54}",
        ("eztk",),
        ((f"EASYPOST_API_KEY={_TEST}", _TEST), (f"https://{_TEST}:_TESTapi.easypost.com/v2/addresses", _TEST)),
        (_TEST[:-1], f"{_TEST}0"),
    ),
)
