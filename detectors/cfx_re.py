"""Cfx.re: the key with which a game server registers.

https://docs.fivem.net/docs/server-manual/setting-up-a-server-vanilla/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

SERVER_KEY = one("cfxre-server-key", "Cfx.re server key", part="key")

_SERVER_KEY: Final = "cfxk_" + made(ALNUM, 20) + "_" + made(ALNUM, 6)

DETECTORS = (
    prefixed(
        SERVER_KEY,
        r"cfxk_[A-Za-z0-9]{20,28}(?:_[A-Za-z0-9]{4,8})?",
        ("cfxk_",),
        (
            (f'sv_licenseKey "{_SERVER_KEY}"', _SERVER_KEY),
            (f"SV_LICENSEKEY={_SERVER_KEY}", _SERVER_KEY),
        ),
        (
            "cfxk_short",
            f"a{_SERVER_KEY}",
            f"cfxk_{'x' * 20}_{'x' * 6}",
        ),
    ),
)
