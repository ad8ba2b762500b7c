"""Creem's API keys: live ones, and those of its test mode.

https://docs.creem.io/getting-started/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import cased

KEY = one("creem-api-key", "Creem API key", part="key")

_KEY: Final = "creem_" + made(ALNUM, 22, "creem")
_TEST: Final = "creem_test_" + made(ALNUM, 22, "creem-test")

DETECTORS = (
    prefixed(
        KEY,
        r"creem_(?:test_)?" + cased(22),
        ("creem_",),
        (
            (f"CREEM_API_KEY={_KEY}", _KEY),
            (f"x-api-key: {_TEST}", _TEST),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "creem_" + "x" * 22,
            "creem_" + made(HEX, 22, "digest"),
            "creem_test_your_creem_api_key",
            "creem_checkoutButton2LabelAbc1",
        ),
    ),
)
