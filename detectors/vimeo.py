"""Vimeo's access tokens and client secrets.

https://developer.vimeo.com/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

TOKEN = one("vimeo-token", "Vimeo token")

_TOKEN: Final = made(HEX, 32, "vimeo-token")

DETECTORS = (
    secretive(
        TOKEN,
        "vimeo",
        "(?:" + hexes(32) + "|[A-Za-z0-9+/]{127}[A-Za-z0-9+/=])",
        ("vimeo",),
        ((f"VIMEO_TOKEN={_TOKEN}", _TOKEN), (f'"vimeo_token": "{_TOKEN}"', _TOKEN)),
        (f"VIMEO_TOKEN={_TOKEN}0", f"vimeo_commit={_TOKEN}", "VIMEO_TOKEN=your-token"),
    ),
)
