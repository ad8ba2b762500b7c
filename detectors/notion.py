"""Notion's tokens: of integrations, and those of before, which are like the secrets of its OAuth clients.

https://developers.notion.com/reference/authentication
https://developers.notion.com/page/changelog
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, DIGITS, made, one, prefixed

TOKEN = one("notion-token", "Notion integration token")
SECRET = one("notion-secret", "Notion integration token or client secret", part="secret")

_TOKEN: Final = "ntn_" + made(DIGITS, 11) + made(ALNUM, 35)
_SECRET: Final = "secret_" + made(ALNUM, 43)

DETECTORS = (
    prefixed(
        TOKEN,
        "ntn_[0-9]{11}[A-Za-z0-9]{35}",
        ("ntn_",),
        (
            (f"NOTION_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
            f"ntn_{'1234567890' * 5}",
        ),
    ),
    prefixed(
        SECRET,
        "secret_[A-Za-z0-9]{43}",
        ("secret_",),
        (
            (f"NOTION_API_KEY={_SECRET}", _SECRET),
            (f"OAUTH_CLIENT_SECRET={_SECRET}", _SECRET),
        ),
        (
            _SECRET[:-1],
            f"{_SECRET}a",
            f"client_{_SECRET}",
            f"secret_{'a' * 43}",
        ),
        prefilter="secret_[A-Za-z0-9]{43}",
        least=4.0,
    ),
)
