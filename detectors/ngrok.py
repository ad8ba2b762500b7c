"""ngrok's tokens of agents and its API keys.

https://ngrok.com/docs/agent/config/v3/
https://ngrok.com/docs/api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

TOKEN = one("ngrok-token", "ngrok authtoken or API key")

_TOKEN: Final = made(ALNUM, 27) + "_" + made(ALNUM, 21)

DETECTORS = (
    named(
        TOKEN,
        "ngrok(?: (?:config )?(?:add-)?(?:authtoken|api-key))?",
        "[A-Za-z0-9]{20,30}_[A-Za-z0-9]{20,26}",
        ("ngrok",),
        (
            (f"NGROK_AUTHTOKEN={_TOKEN}", _TOKEN),
            (f"ngrok config add-authtoken {_TOKEN}", _TOKEN),
        ),
        (
            f"NGROK_AUTHTOKEN={_TOKEN}00000000",
            f"TOKEN={_TOKEN}",
        ),
        prefilter="ngrok(?s:.){0,80}[A-Za-z0-9]{20,30}_[A-Za-z0-9]{20,26}",
        least=3.6,
    ),
)
