"""Code Climate: the reporter id of a repository, with which coverage is sent.

https://docs.codeclimate.com/docs/finding-your-test-coverage-token
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

REPORTER = one("code-climate-reporter-id", "Code Climate reporter id")

_REPORTER: Final = made(HEX, 64)

DETECTORS = (
    named(
        REPORTER,
        rf"code[-_. ]?climate{TELLING}|cc_test_reporter_id",
        r"[a-f0-9]{64}",
        (
            "climate",
            "cc_test_reporter_id",
        ),
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
)
