"""Browserbase: the API key of a project.

https://docs.browserbase.com/reference/api/overview
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_KEY = one("browserbase-api-key", "Browserbase API key", part="key")

_API_KEY: Final = "bb_live_" + made(ALNUM, 27)

DETECTORS = (
    prefixed(
        API_KEY,
        r"bb_(?:live|test)_[A-Za-z0-9_\-]{27}",
        (
            "bb_live_",
            "bb_test_",
        ),
        (
            (f"BROWSERBASE_API_KEY={_API_KEY}", _API_KEY),
            (f"curl -u {_API_KEY}: https://localhost/", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"bb_live_{'x' * (len(_API_KEY) - 8)}",
        ),
    ),
)
