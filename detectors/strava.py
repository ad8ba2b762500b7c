"""Strava's client secrets and tokens.

https://developers.strava.com/docs/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("strava-token", "Strava token")

_TOKEN: Final = made(HEX, 40, "strava-token")

DETECTORS = (
    secretive(
        TOKEN,
        "strava",
        hexes(40),
        ("strava",),
        ((f"STRAVA_CLIENT_SECRET={_TOKEN}", _TOKEN), (f'"strava_client_secret": "{_TOKEN}"', _TOKEN)),
        (
            f"STRAVA_CLIENT_SECRET={_TOKEN}0x",
            f"STRAVA_CLIENT_SECRET={_TOKEN[:-10]}",
            f"strava_commit={_TOKEN}",
            "STRAVA_CLIENT_SECRET=your_strava_key_goes_here_1",
        ),
    ),
)
