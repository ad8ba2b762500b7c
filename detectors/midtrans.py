"""Midtrans's keys of production: a server's, and a client's, which is public. The sandbox's begin with `SB-`.

https://docs.midtrans.com/docs/access-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("midtrans-server-key", "Midtrans server key", part="key")
CLIENT = one("midtrans-client-key", "Midtrans client key", part="key")

_KEY: Final = "Mid-server-" + made(ALNUM, 24)
_CLIENT: Final = "Mid-client-" + made(ALNUM, 16)

DETECTORS = (
    prefixed(
        KEY,
        r"Mid-server-[A-Za-z0-9_\-]{16,24}",
        ("mid-server-",),
        ((f"MIDTRANS_SERVER_KEY={_KEY}", _KEY),),
        (
            "Mid-server-short",
            f"SB-{_KEY}",
            f"Mid-server-{'x' * 24}",
        ),
    ),
    prefixed(
        CLIENT,
        r"Mid-client-[A-Za-z0-9_\-]{16}",
        ("mid-client-",),
        ((f'midtrans.client_key="{_CLIENT}"', _CLIENT),),
        (
            "Mid-client-short",
            f"SB-{_CLIENT}",
        ),
    ),
)
