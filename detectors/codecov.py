"""Codecov: the token with which coverage of a repository is sent, and access tokens.

https://docs.codecov.com/docs/codecov-tokens
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

ACCESS_TOKEN = one("codecov-access-token", "Codecov token")

_ACCESS_TOKEN: Final = made_uuid()

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"codecov{TELLING}",
        rf"(?:{UUID}|[A-Za-z0-9]{{32}})",
        ("codecov",),
        (
            (f"CODECOV_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"codecov_token: {_ACCESS_TOKEN}", _ACCESS_TOKEN),
        ),
        (
            f"CODECOV_TOKEN={_ACCESS_TOKEN}0",
            f"CODECOV_TOKEN={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"codecov_id={_ACCESS_TOKEN}",
        ),
    ),
    named(
        ACCESS_TOKEN,
        r"codecov[^\n;&]{0,120}?[ ](?:-t|--token)(?![\w.\-])",
        UUID,
        ("codecov",),
        (
            (f"codecov -t {_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"bash <(curl -s https://codecov.io/bash) -F unit -t {_ACCESS_TOKEN}", _ACCESS_TOKEN),
        ),
        (
            f"codecov -t {_ACCESS_TOKEN}0",
            f"codecov -f {_ACCESS_TOKEN}",
            f"codecov run -test {_ACCESS_TOKEN}",
            f"codecov; upload -t {_ACCESS_TOKEN}",
            f"coverage -t {_ACCESS_TOKEN}",
        ),
    ),
)
