"""Rollbar's access tokens.

https://docs.rollbar.com/docs/access-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("rollbar-access-token", "Rollbar access token")

_TOKEN: Final = made(ALNUM, 32, "rollbar-access-token")

DETECTORS = (
    secretive(
        TOKEN,
        "rollbar",
        alnum(32),
        ("rollbar",),
        ((f"ROLLBAR_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"rollbar_access_token": "{_TOKEN}"', _TOKEN)),
        (
            f"ROLLBAR_ACCESS_TOKEN={_TOKEN}0x",
            f"ROLLBAR_ACCESS_TOKEN={_TOKEN[:-8]}",
            f"rollbar_commit={_TOKEN}",
            "ROLLBAR_ACCESS_TOKEN=your_rollbar_key_goes_here_1",
        ),
    ),
)
