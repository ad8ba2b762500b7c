"""Coveralls: the token of a repository and the personal token of a user.

https://docs.coveralls.io/api-introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

TOKEN = one("coveralls-personal-api-token", "Coveralls token")

_TOKEN: Final = made(ALNUM, 37)

DETECTORS = (
    named(
        TOKEN,
        r"coveralls[\w.\- ]{0,24}(?:token|key|secret)",
        r"(?:[A-Za-z0-9\-]{37}|[A-Za-z0-9]{32,33})",
        ("coveralls",),
        (
            (f"COVERALLS_TOKEN={_TOKEN}", _TOKEN),
            (f'coveralls-token := "{_TOKEN}"', _TOKEN),
        ),
        (
            f"COVERALLS_TOKEN={_TOKEN}0",
            f"COVERALLS_TOKEN={'x' * len(_TOKEN)}",
            f"checksum={_TOKEN}",
        ),
    ),
)
