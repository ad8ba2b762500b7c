"""Bitrise: the access tokens of a user and of a workspace.

https://docs.bitrise.io/en/bitrise-ci/api/authenticating-with-the-bitrise-api.html
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, URL_SAFE, made, named, one

ACCESS_TOKEN = one("bitrise-access-token", "Bitrise access token")

_ACCESS_TOKEN: Final = made(URL_SAFE[:-2], 86)

DETECTORS = (
    named(
        ACCESS_TOKEN,
        rf"bitrise{TELLING}",
        r"[A-Za-z0-9_\-]{60,90}",
        ("bitrise",),
        (
            (f"BITRISE_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"bitrise_token: {_ACCESS_TOKEN}", _ACCESS_TOKEN),
        ),
        (
            "BITRISE_TOKEN=too_short",
            f"BITRISE_TOKEN={'x' * 86}",
            f"TOKEN={_ACCESS_TOKEN}",
            f"bitrise_id={_ACCESS_TOKEN}",
        ),
    ),
)
