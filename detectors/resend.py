"""Resend's API keys.

https://resend.com/docs/dashboard/api-keys/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, DIGITS, made, one, prefixed
from .secretive import alnum

KEY = one("resend-api-key", "Resend API key", part="key")

_KEY: Final = "re_" + made(DIGITS + "abcDEF", 8, "resend") + "_" + made(ALNUM, 24, "resend")

DETECTORS = (
    prefixed(
        KEY,
        "re_" + alnum(8) + "_" + alnum(24),
        ("re_",),
        ((f"RESEND_API_KEY={_KEY}", _KEY), (f'new Resend("{_KEY}")', _KEY)),
        (_KEY[:-1], f"x{_KEY}", "re_" + "x" * 8 + "_" + "x" * 24, "re_store_the_configuration"),
        prefilter=r"re_[a-z0-9]{8}_[a-z0-9]{24}",
    ),
)
