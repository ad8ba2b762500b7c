"""Highnote's API keys: secret (`sk`) or restricted (`rk`), live or for tests. Others' keys have the same form.

https://docs.highnote.com/docs/developers/api/using-the-api
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import BASE64, made, one, prefixed

LIVE = one("highnote-secret-live-key", "Highnote live key", part="key")
TEST = one("highnote-secret-test-key", "Highnote test key", part="key")

_LIVE: Final = "sk_live_" + made(BASE64, 75)
_TEST: Final = "rk_test_" + made(BASE64, 75)

DETECTORS = (
    prefixed(
        LIVE,
        r"[sr]k_live_[A-Za-z0-9+/]{60,120}={0,2}",
        ("highnote",),
        ((f"HIGHNOTE_SK_LIVE={_LIVE}", _LIVE),),
        (f"HIGHNOTE_SK_LIVE={_LIVE[:40]}", f"OTHER_SK_LIVE={_LIVE}", "HIGHNOTE_SK_LIVE=sk_live_" + "x" * 75),
        near="highnote",
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        TEST,
        r"[sr]k_test_[A-Za-z0-9+/]{60,120}={0,2}",
        ("highnote",),
        ((f"HIGHNOTE_RK_TEST={_TEST}", _TEST),),
        (f"HIGHNOTE_RK_TEST={_TEST[:40]}", f"OTHER_RK_TEST={_TEST}", "HIGHNOTE_RK_TEST=rk_test_" + "x" * 75),
        near="highnote",
        confidence=Confidence.CONTEXT,
    ),
)
