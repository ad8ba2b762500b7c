"""Percy's tokens of projects.

https://www.browserstack.com/docs/percy/take-percy-snapshots/environment-variables
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, made, one, prefixed

TOKEN = one("percy-project-token", "Percy project token")

_TOKEN: Final = "web_" + made(HEX, 64)

DETECTORS = (
    prefixed(
        TOKEN,
        "(?:web|app|auto|ss|vmw)_[0-9a-f]{64}",
        (
            "web_",
            "app_",
            "auto_",
            "ss_",
            "vmw_",
        ),
        ((f"PERCY_TOKEN={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"cob{_TOKEN}",
        ),
        prefilter="(web|app|auto|ss|vmw)_[0-9a-f]{64}",
        near="percy",
        confidence=Confidence.CONTEXT,
    ),
)
