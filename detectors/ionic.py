"""Ionic Appflow's tokens: personal ones, and the refresh tokens of a login.

https://ionic.io/docs/appflow/personal-access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

TOKEN = one("ionic-personal-access-token", "Ionic personal access token")
REFRESH = one("ionic-refresh-token", "Ionic refresh token")

_TOKEN: Final = "ion_" + made(LOWER, 42)
_REFRESH: Final = "ionr_" + made(LOWER, 42)

DETECTORS = (
    prefixed(
        TOKEN,
        "ion_[a-zA-Z0-9]{42}",
        ("ion_",),
        (
            (f"IONIC_TOKEN={_TOKEN}", _TOKEN),
            (f"ionic login --token {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
            f"vers{_TOKEN}",
        ),
        prefilter="ion_[a-z0-9]{42}",
    ),
    prefixed(
        REFRESH,
        "ionr_[a-zA-Z0-9]{42}",
        ("ionr_",),
        ((f'{{"refresh_token": "{_REFRESH}"}}', _REFRESH),),
        (
            _REFRESH[:-1],
            f"{_REFRESH}a",
        ),
    ),
)
