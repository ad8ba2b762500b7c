"""Censys: the secret of an API id, and personal access tokens.

https://docs.censys.com/reference/get-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("censys-api-key", "Censys API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"censys{TELLING}",
        r"(?:censys_[A-Za-z0-9_]{24,48}|[A-Za-z0-9]{32})",
        ("censys",),
        (
            (f"CENSYS_API_KEY={_API_KEY}", _API_KEY),
            (f'"censys_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CENSYS_API_KEY={_API_KEY[:12]}",
            f"CENSYS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
