"""Pushbullet's access tokens: `o.` and 32 letters and digits.

https://docs.pushbullet.com/#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("pushbullet-access-token", "Pushbullet access token")

_TOKEN: Final = "o." + made(ALNUM, 32, "pushbullet")

DETECTORS = (
    prefixed(
        TOKEN,
        r"o\.[A-Za-z0-9]{32}",
        ("o.",),
        (
            (f"PUSHBULLET_TOKEN={_TOKEN}", _TOKEN),
            (f"curl -H 'Access-Token: {_TOKEN}' https://api.pushbullet.com/v2/users/me", _TOKEN),
        ),
        (f"token={_TOKEN}", f"PUSHBULLET_TOKEN={_TOKEN}0", f"PUSHBULLET_TOKEN=o.{'x' * 32}"),
        least=3.3,
        near="pushbullet",
        prefilter=r"\bo\.[A-Za-z0-9]{32}\b",
    ),
)
