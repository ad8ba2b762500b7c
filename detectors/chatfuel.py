"""Chatfuel: the API key of an account.

https://docs.chatfuel.com/en/articles/790461-broadcasting-api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("chatfuel-api-key", "Chatfuel API key", part="key")

_API_KEY: Final = made(ALNUM, 128)

DETECTORS = (
    named(
        API_KEY,
        rf"chatfuel{TELLING}",
        r"[A-Za-z0-9]{128}",
        ("chatfuel",),
        (
            (f"CHATFUEL_API_KEY={_API_KEY}", _API_KEY),
            (f"export CHATFUEL_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CHATFUEL_API_KEY={_API_KEY}0",
            f"CHATFUEL_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"chatfuel_id={_API_KEY}",
        ),
    ),
)
