"""Travis CI's API tokens.

https://docs.travis-ci.com/user/triggering-builds/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("travis-api-token", "Travis CI API token")

_TOKEN: Final = made(ALNUM, 20, "travis-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "travis",
        alnum(20, 22, also="_\\-"),
        ("travis",),
        ((f"TRAVIS_API_TOKEN={_TOKEN}", _TOKEN), (f'"travis_api_token": "{_TOKEN}"', _TOKEN)),
        (f"TRAVIS_API_TOKEN={_TOKEN[:-5]}", f"travis_commit={_TOKEN}", "TRAVIS_API_TOKEN=your_travis_key_goes_here_1"),
    ),
)
