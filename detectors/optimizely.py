"""Optimizely's personal access tokens.

https://docs.developers.optimizely.com/web-experimentation/docs/rest-api-getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

TOKEN = one("optimizely-access-token", "Optimizely access token")

_TOKEN: Final = "2:" + made(URL_SAFE, 53)

DETECTORS = (
    named(
        TOKEN,
        "optimizely",
        r"[0-9A-Za-z_\-]:?[0-9A-Za-z_\-]{52,54}",
        ("optimizely",),
        (
            (f"OPTIMIZELY_TOKEN={_TOKEN}", _TOKEN),
            (f'optimizely_api_token: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"OPTIMIZELY_TOKEN={_TOKEN}0000",
            f"optimizely_id: {_TOKEN}",
        ),
        common=True,
        least=3.8,
    ),
)
