"""Liveblocks' secret keys, which its name stands beside.

https://liveblocks.io/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import cased

KEY = one("liveblocks-secret-key", "Liveblocks secret key", part="key")

_KEY: Final = "sk_prod_" + made(URL_SAFE, 64, "liveblocks")

DETECTORS = (
    prefixed(
        KEY,
        r"sk_(?:prod|dev)_" + cased(64, also="_\\-"),
        ("liveblocks",),
        (
            (f"LIVEBLOCKS_SECRET_KEY={_KEY}", _KEY),
            (f'new Liveblocks({{ secret: "{_KEY}" }})', _KEY),
        ),
        (
            f"LIVEBLOCKS_SECRET_KEY={_KEY[:-1]}",
            f"LIVEBLOCKS_SECRET_KEY={_KEY}0",
            f"SECRET={_KEY}",
            "LIVEBLOCKS_SECRET_KEY=sk_prod_" + "x" * 64,
        ),
        least=3.8,
        near="liveblocks",
    ),
)
