"""Mintlify's keys: of its administration (mint), of its assistant (mint_dsc, which is public).

https://www.mintlify.com/docs/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("mintlify-api-key", "Mintlify API key", part="key")

_KEY: Final = "mint_" + made(ALNUM, 24, "mintlify")

DETECTORS = (
    prefixed(
        KEY,
        "mint_" + cased(24),
        ("mintlify",),
        (
            (f"MINTLIFY_API_KEY={_KEY}", _KEY),
            (f"curl https://api.mintlify.com/v1 -H 'Authorization: Bearer {_KEY}'", _KEY),
        ),
        (
            f"MINTLIFY_API_KEY={_KEY[:12]}",
            f"MINTLIFY_API_KEY=x{_KEY}",
            f"API_KEY={_KEY}",
            "mintlify: mint_components2Card3Group4Layout5",
            "MINTLIFY_API_KEY=mint_" + "x" * 24,
            f"MINTLIFY_API_KEY=mint_dsc_{made(ALNUM, 24, 'mintlify')}",
        ),
        near="mintlify",
    ),
)
