"""CircleCI: personal and project tokens, which name their owner, and those of before, forty hexadecimal digits.

https://circleci.com/docs/managing-api-tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, TELLING, made, named, one, prefixed

PERSONAL = one("circleci-personal-token", "CircleCI personal API token")
PROJECT = one("circleci-project-token", "CircleCI project API token")
API_TOKEN = one("circleci-api-token", "CircleCI API token")

_PERSONAL: Final = "CCIPAT_" + made(ALNUM, 22) + "_" + made(HEX, 40)
_PROJECT: Final = "CCIPRJ_" + made(ALNUM, 22) + "_" + made(HEX, 40)
_API_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    prefixed(
        PERSONAL,
        r"CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}",
        ("ccipat_",),
        (
            (f"CIRCLE_TOKEN={_PERSONAL}", _PERSONAL),
            (f'"token": "{_PERSONAL}"', _PERSONAL),
        ),
        (
            _PERSONAL[:-1],
            f"{_PERSONAL}0",
            f"CCIPAT_{'x' * (len(_PERSONAL) - 7)}",
        ),
    ),
    prefixed(
        PROJECT,
        r"CCIPRJ_[A-Za-z0-9]{22}_[a-f0-9]{40}",
        ("cciprj_",),
        (
            (f"CIRCLE_TOKEN={_PROJECT}", _PROJECT),
            (f"Authorization: Bearer {_PROJECT}", _PROJECT),
        ),
        (
            _PROJECT[:-1],
            f"{_PROJECT}0",
            f"CCIPRJ_{'x' * (len(_PROJECT) - 7)}",
        ),
    ),
    named(
        API_TOKEN,
        # That of a badge shows a status to everybody.
        rf"(?<!\.svg\?)(?<!\.png\?)(?<!style=svg&)(?<!style=shield&)circle[-_. ]?(?:ci)?{TELLING}",
        r"[a-f0-9]{40}",
        ("circle",),
        (
            (f"CIRCLECI_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f'circleciToken = "{_API_TOKEN}"', _API_TOKEN),
        ),
        (
            f"CIRCLECI_TOKEN={_API_TOKEN}0",
            f"CIRCLECI_TOKEN={'x' * len(_API_TOKEN)}",
            f"checksum={_API_TOKEN}",
            f"circleci_sha1: {_API_TOKEN}",
            f"master.svg?style=svg&circle-token={_API_TOKEN}",
            f"master.png?circle-token={_API_TOKEN}",
        ),
        prefilter=r"circle[\-_. ]?(?:ci)?[\w.\- ]{0,24}(?:token|key|secret|passw|pwd|_p|auth|cred)",
    ),
)
