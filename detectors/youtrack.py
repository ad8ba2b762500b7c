"""Permanent tokens of YouTrack and Hub: whose and for what, both in base64, and the secret.

https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("youtrack-permanent-token", "YouTrack permanent token")

_TOKEN: Final = "perm:" + made(ALNUM, 14, "a") + "==." + made(ALNUM, 10, "b") + "==." + made(ALNUM, 30, "c")

DETECTORS = (
    prefixed(
        TOKEN,
        r"perm[:\-][A-Za-z0-9+/]{4,80}={0,2}\.[A-Za-z0-9+/\-]{4,80}={0,2}\." + alnum(26, 40),
        ("perm:", "perm-"),
        ((f"YOUTRACK_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:30], f"x{_TOKEN}", "perm:your.permanent.token"),
        prefilter=r"perm[:\-][a-z0-9+/]{4,80}={0,2}\.[a-z0-9+/\-]{4,80}={0,2}\.[a-z0-9]{26}",
    ),
)
