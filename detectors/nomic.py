"""Nomic's API keys, which its name stands beside.

https://docs.nomic.ai/reference/api/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import cased

KEY = one("nomic-api-key", "Nomic API key", part="key")

_KEY: Final = "nk-" + made(URL_SAFE, 43, "nomic")

DETECTORS = (
    prefixed(
        KEY,
        r"nk-" + cased(43, also="_\\-"),
        (
            "nomic_api",
            "nomic.login",
            "nomic login",
            "nomicai",
            "nomic-embed",
        ),
        (
            (f"NOMIC_API_KEY={_KEY}", _KEY),
            (f'nomic.login("{_KEY}")', _KEY),
            (f"nomic login {_KEY}", _KEY),
        ),
        (
            f"NOMIC_API_KEY={_KEY[:-1]}",
            f"NOMIC_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "NOMIC_API_KEY=nk-" + "x" * 43,
        ),
        least=3.6,
        near=r"(?<![a-z])(?:nomic_api|nomic[. ]login|nomicai|nomic-embed)",
    ),
)
