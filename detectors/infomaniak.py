"""Infomaniak's API tokens.

https://developer.infomaniak.com/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

TOKEN = one("infomaniak-api-token", "Infomaniak API token")

_TOKEN: Final = made(URL_SAFE, 72)

DETECTORS = (
    named(
        TOKEN,
        "infomaniak",
        r"[A-Za-z0-9_\-]{72}|[A-Za-z0-9_\-]{86}",
        ("infomaniak",),
        (
            (f"INFOMANIAK_TOKEN={_TOKEN}", _TOKEN),
            (f'"infomaniak_api_token": "{_TOKEN}"', _TOKEN),
        ),
        (
            f"INFOMANIAK_TOKEN={_TOKEN}0",
            f"checksum={_TOKEN}",
        ),
    ),
)
