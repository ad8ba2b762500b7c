"""Lichess's tokens: personal ones, and those of an app.

https://lichess.org/api#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("lichess-personal-access-token", "Lichess personal access token")
OAUTH = one("lichess-oauth-token", "Lichess OAuth access token")

_TOKEN: Final = "lip_" + made(ALNUM, 32)
_OAUTH: Final = "lio_" + made(ALNUM, 32)

DETECTORS = (
    prefixed(
        TOKEN,
        "lip_[A-Za-z0-9]{20,40}",
        ("lip_",),
        (
            (f"LICHESS_TOKEN={_TOKEN}", _TOKEN),
            (f"https://x:{_TOKEN}@lichess.org/", _TOKEN),
        ),
        (
            "lip_short",
            f"lip_{'x' * 32}",
            f"f{_TOKEN}",
        ),
        prefilter="lip_[A-Za-z0-9]{20}",
    ),
    prefixed(
        OAUTH,
        "lio_[A-Za-z0-9]{32}",
        ("lio_",),
        ((f"Authorization: Bearer {_OAUTH}", _OAUTH),),
        (
            _OAUTH[:-1],
            f"{_OAUTH}a",
            f"he{_OAUTH}",
        ),
        prefilter="lio_[A-Za-z0-9]{32}",
    ),
)
