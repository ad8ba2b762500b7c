"""Weblate's API keys, of users and of projects.

https://docs.weblate.org/en/latest/api.html#authentication-and-generic-parameters
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

KEY = one("weblate-api-key", "Weblate API key", part="key")

_KEY: Final = "wlu_" + made(ALNUM, 36, "weblate-api-key")

DETECTORS = (
    prefixed(
        KEY,
        r"wl[up]_" + alnum(36, 40),
        ("wlu_", "wlp_"),
        ((f"WEBLATE_API_KEY={_KEY}", _KEY), (f'"weblate_api_key": "{_KEY}"', _KEY)),
        (_KEY[:-9], f"x{_KEY}", "wlu_" + "x" * 36, "wlu_your-key"),
    ),
)
