"""Contributed Systems: the credentials that install Sidekiq's commercial gems.

https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

CREDENTIALS = one("contributed-systems-credentials", "Contributed Systems credentials")

_CREDENTIALS: Final = made(HEX, 8) + ":" + made(HEX, 8, "b")

DETECTORS = (
    named(
        CREDENTIALS,
        r"bundle_(?:gems|enterprise)__contribsys__com",
        r"[a-f0-9]{8}:[a-f0-9]{8}",
        ("contribsys",),
        (
            (f"BUNDLE_GEMS__CONTRIBSYS__COM={_CREDENTIALS}", _CREDENTIALS),
            (f"build --build-arg BUNDLE_ENTERPRISE__CONTRIBSYS__COM='{_CREDENTIALS}' --tag shop .", _CREDENTIALS),
        ),
        (
            f"BUNDLE_GEMS__CONTRIBSYS__COM={_CREDENTIALS}0",
            f"BUNDLE_GEMS={_CREDENTIALS}",
            "BUNDLE_GEMS__CONTRIBSYS__COM=00000000:00000000",
        ),
    ),
)
