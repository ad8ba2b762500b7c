"""Diffbot's API tokens: 32 letters and digits, told by their name only.

https://docs.diffbot.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

TOKEN = one("diffbot-api-token", "Diffbot API token")

_TOKEN: Final = made(LOWER, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed("diffbot"),
        r"[a-z0-9]{32}",
        ("diffbot",),
        ((f"DIFFBOT_TOKEN={_TOKEN}", _TOKEN), (f'diffbotToken = "{_TOKEN}"', _TOKEN)),
        (
            f"DIFFBOT_TOKEN={_TOKEN}0",
            f"diffbot build {_TOKEN}",
            f"DIFFBOT_TOKEN={'0' * len(_TOKEN)}",
            f"CHECKSUM={_TOKEN}",
        ),
    ),
)
