"""Qase's API tokens.

https://developers.qase.io/reference/introduction-to-the-qase-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("qase-api-token", "Qase API token")

_TOKEN: Final = made(HEX, 64)

DETECTORS = (
    named(
        TOKEN,
        "qase",
        "[0-9a-f]{64}|[0-9a-f]{40}",
        ("qase",),
        (
            (f"QASE_TESTOPS_API_TOKEN={_TOKEN}", _TOKEN),
            (f'qase_token: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"QASE_TESTOPS_API_TOKEN={_TOKEN}0",
            f"qase_run = {_TOKEN}",
        ),
        common=True,
    ),
)
