"""Codacy: API tokens of an account and of a project.

https://docs.codacy.com/codacy-api/api-tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_TOKEN = one("codacy-api-token", "Codacy API token")

_API_TOKEN: Final = made(ALNUM, 20)

DETECTORS = (
    named(
        API_TOKEN,
        rf"codacy{TELLING}",
        r"(?:[A-Za-z0-9]{20}|[a-f0-9]{32})",
        ("codacy",),
        (
            (f"CODACY_API_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f'"codacy_api_token": "{_API_TOKEN}"', _API_TOKEN),
        ),
        (
            f"CODACY_API_TOKEN={_API_TOKEN}0",
            f"CODACY_API_TOKEN={'x' * 20}",
            f"checksum={_API_TOKEN}",
            f"codacy_id={_API_TOKEN}",
        ),
        check=has_digits("token"),
    ),
)
