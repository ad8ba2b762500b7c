"""LogicMonitor's bearer tokens and access keys.

https://www.logicmonitor.com/support/rest-api-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("logicmonitor-bearer-token", "LogicMonitor bearer token")
KEY = one("logicmonitor-access-key", "LogicMonitor access key", part="key")

_TOKEN: Final = "lmb_" + made(ALNUM, 72)
_KEY: Final = "lma_" + made(ALNUM, 48)

DETECTORS = (
    prefixed(
        TOKEN,
        "lmb_[A-Za-z0-9]{72}",
        ("lmb_",),
        ((f"Authorization: Bearer {_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
    prefixed(
        KEY,
        r"lma_[A-Za-z0-9=()\[\]{}^@!~_\-]{48}",
        ("lma_",),
        ((f"LM_ACCESS_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
