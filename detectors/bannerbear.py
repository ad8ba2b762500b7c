"""Bannerbear: the API key of a project, and keys of today, of a project or of an account.

https://developers.bannerbear.com/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, TELLING, made, named, one, prefixed

API_KEY = one("bannerbear-api-key", "Bannerbear API key", part="key")

_API_KEY: Final = "bb_pr_" + made(HEX, 30)
_API_KEY_2: Final = made(ALNUM, 22) + "tt"

DETECTORS = (
    prefixed(
        API_KEY,
        r"bb_(?:pr|ma)_[a-f0-9]{30}",
        (
            "bb_pr_",
            "bb_ma_",
        ),
        (
            (f"BANNERBEAR_API_KEY={_API_KEY}", _API_KEY),
            (f'client = Client("{_API_KEY}")', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"bb_pr_{'x' * (len(_API_KEY) - 6)}",
        ),
    ),
    named(
        API_KEY,
        rf"bannerbear{TELLING}",
        r"[A-Za-z0-9]{22}tt",
        ("bannerbear",),
        (
            (f"BANNERBEAR_API_KEY={_API_KEY_2}", _API_KEY_2),
            (f'"bannerbear_api_key": "{_API_KEY_2}"', _API_KEY_2),
        ),
        (
            f"BANNERBEAR_API_KEY={_API_KEY_2}0",
            f"BANNERBEAR_API_KEY={'x' * len(_API_KEY_2)}",
            f"checksum={_API_KEY_2}",
            f"bannerbear_id={_API_KEY_2}",
        ),
    ),
)
