"""Duffel's access tokens: `test` ones reach the sandbox, `live` ones book and pay.

https://duffel.com/docs/api/overview/test-mode
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed

LIVE = one("duffel-live-access-token", "Duffel live access token")
TEST = one("duffel-test-access-token", "Duffel test access token")

_LIVE: Final = "duffel_live_" + made(URL_SAFE, 43)
_TEST: Final = "duffel_test_" + made(URL_SAFE, 43)

DETECTORS = (
    prefixed(
        LIVE,
        r"duffel_live_[A-Za-z0-9_=\-]{43}",
        ("duffel_live_",),
        ((f"DUFFEL_ACCESS_TOKEN={_LIVE}", _LIVE),),
        (_LIVE[:-1], f"{_LIVE}0", f"x{_LIVE}"),
    ),
    prefixed(
        TEST,
        r"duffel_test_[A-Za-z0-9_=\-]{43}",
        ("duffel_test_",),
        ((f"DUFFEL_ACCESS_TOKEN={_TEST}", _TEST),),
        (_TEST[:-1], f"{_TEST}0", f"x{_TEST}"),
    ),
)
