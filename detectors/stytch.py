"""Stytch's project secrets, live and for tests.

https://stytch.com/docs/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

SECRET = one("stytch-secret", "Stytch secret", part="secret")

_SECRET: Final = "secret-live-" + made(ALNUM, 36, "stytch-secret")
_PADDED: Final = f"{_SECRET[:-1]}="
_ALSO: Final = r"_\-"

DETECTORS = (
    prefixed(
        SECRET,
        rf"secret-(?:live|test)-(?:{alnum(36, also=_ALSO)}|{alnum(35, also=_ALSO)}=)",
        ("secret-live-", "secret-test-"),
        (
            (f"STYTCH_SECRET={_SECRET}", _SECRET),
            (f'"stytch_secret": "{_SECRET}"', _SECRET),
            (f'stytchapi.NewClient("project-live-1", "{_PADDED}")', _PADDED),
        ),
        (_SECRET[:-9], f"x{_SECRET}", "secret-live-" + "x" * 36, "secret-live-your-key"),
    ),
)
