"""Fastly's API tokens: 32 characters, told by their name only.

https://docs.fastly.com/en/guides/using-api-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, keyed, made, named, one

TOKEN = one("fastly-api-token", "Fastly API token")

_TOKEN: Final = made(URL_SAFE, 32)

DETECTORS = (
    named(
        TOKEN,
        keyed(r"fastly"),
        r"[A-Za-z0-9_=\-]{32}",
        ("fastly",),
        ((f"FASTLY_API_TOKEN={_TOKEN}", _TOKEN), (f'fastlyApiToken = "{_TOKEN}"', _TOKEN)),
        (
            f"FASTLY_API_TOKEN={_TOKEN}0",
            f"FASTLY_API_TOKEN={'x' * 32}",
            f"fastly build {_TOKEN}",
            f"FASTLY_SERVICE_ID={_TOKEN}",
        ),
        least=3.0,
    ),
)
