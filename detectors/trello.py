"""Trello's API keys, and the tokens with which one acts for a member.

https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed
from .secretive import alnum, hexes, secretive

KEY = one("trello-api-key", "Trello API key", part="key")
TOKEN = one("trello-token", "Trello token")

_KEY: Final = made(ALNUM, 32, "trello-api-key")
_TOKEN: Final = "ATTA" + made(HEX, 72, "trello")
_TOKEN_3: Final = made(HEX, 64, "trello-token")

DETECTORS = (
    secretive(
        KEY,
        "trello",
        alnum(32, also="_\\-"),
        ("trello",),
        ((f"TRELLO_API_KEY={_KEY}", _KEY), (f'"trello_api_key": "{_KEY}"', _KEY)),
        (
            f"TRELLO_API_KEY={_KEY}0x",
            f"TRELLO_API_KEY={_KEY[:-8]}",
            f"trello_commit={_KEY}",
            "TRELLO_API_KEY=your_trello_key_goes_here_1",
        ),
    ),
    prefixed(
        TOKEN,
        "ATTA" + hexes(72),
        ("atta",),
        ((f"TRELLO_TOKEN={_TOKEN}", _TOKEN), (f"?key=k&token={_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"x{_TOKEN}", "ATTA" + "a" * 72),
        prefilter="atta[0-9a-f]{72}",
    ),
    secretive(
        TOKEN,
        "trello",
        hexes(64),
        ("trello",),
        ((f"TRELLO_TOKEN={_TOKEN_3}", _TOKEN_3), (f'"trello_token": "{_TOKEN_3}"', _TOKEN_3)),
        (
            f"TRELLO_TOKEN={_TOKEN_3}0x",
            f"TRELLO_TOKEN={_TOKEN_3[:-16]}",
            f"trello_commit={_TOKEN_3}",
            "TRELLO_TOKEN=your_trello_key_goes_here_1",
        ),
    ),
)
