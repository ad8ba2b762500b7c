"""Chief Tools: the tokens of a user, a team and an app, which end in a checksum.

https://github.blog/changelog/2022-07-14-chief-tools-is-now-a-github-secret-scanning-partner/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("chief-tools-token", "Chief Tools token")

_TOKEN: Final = "ctp_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        TOKEN,
        r"ct[a-z]_[A-Za-z0-9]{30}[A-Za-z0-9]{6}",
        ("ct",),
        (
            (f"CHIEF_TOKEN={_TOKEN}", _TOKEN),
            (f"curl -u {_TOKEN}: https://localhost/", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"ctp_{'x' * 36}",
            f"a{_TOKEN}",
        ),
        prefilter=r"ct[pstor]_[A-Za-z0-9]{36}",
    ),
)
