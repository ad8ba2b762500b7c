"""Code Climate: the reporter id of a repository, with which coverage is sent, and the token of a user.

https://docs.codeclimate.com/docs/finding-your-test-coverage-token
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

REPORTER = one("code-climate-reporter-id", "Code Climate reporter id")
API_TOKEN = one("code-climate-api-token", "Code Climate API token")

_NAMES: Final = tuple(f"code{between}climate" for between in ("", "-", "_", ".", " "))
_REPORTER: Final = made(HEX, 64)
_API_TOKEN: Final = made(HEX, 40)

DETECTORS = (
    named(
        REPORTER,
        rf"code[-_. ]?climate{TELLING}|cc_test_reporter_id",
        r"[a-f0-9]{64}",
        (*_NAMES, "cc_test_reporter_id"),
        (
            (f"CC_TEST_REPORTER_ID={_REPORTER}", _REPORTER),
            (f'"cc_test_reporter_id": "{_REPORTER}"', _REPORTER),
        ),
        (
            f"CC_TEST_REPORTER_ID={_REPORTER}0",
            f"CC_TEST_REPORTER_ID={'0' * 64}",
            f"codeclimate-sha256: {_REPORTER}",
        ),
    ),
    named(
        API_TOKEN,
        rf"code[-_. ]?climate{TELLING}",
        r"[a-f0-9]{40}",
        _NAMES,
        (
            (f"CODECLIMATE_API_TOKEN={_API_TOKEN}", _API_TOKEN),
            (f"codeclimate_api_token: {_API_TOKEN}", _API_TOKEN),
        ),
        (
            f"CODECLIMATE_API_TOKEN={_API_TOKEN}0",
            f"CODECLIMATE_API_TOKEN={'x' * len(_API_TOKEN)}",
            f"checksum={_API_TOKEN}",
        ),
    ),
)
