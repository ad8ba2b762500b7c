"""Crowdin: a personal access token.

https://support.crowdin.com/developer/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

ACCESS_TOKEN = one("crowdin-access-token", "Crowdin token")

_ACCESS_TOKEN: Final = made(HEX, 80)

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"crowdin{TELLING}",
        r"(?:[a-f0-9]{80}|[a-f0-9]{32})",
        ("crowdin",),
        (
            (f"CROWDIN_PERSONAL_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"crowdin_personal_token: {_ACCESS_TOKEN}", _ACCESS_TOKEN),
        ),
        (
            f"CROWDIN_PERSONAL_TOKEN={_ACCESS_TOKEN}0",
            f"CROWDIN_PERSONAL_TOKEN={'x' * len(_ACCESS_TOKEN)}",
            f"checksum={_ACCESS_TOKEN}",
            f"crowdin_id={_ACCESS_TOKEN}",
        ),
    ),
)
