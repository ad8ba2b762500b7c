"""Arcade.dev's API keys, which its name stands beside.

https://docs.arcade.dev/en/get-started/setup/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("arcade-api-key", "Arcade API key", part="key")

_KEY: Final = "arc_" + made(ALNUM, 52, "arcade")

DETECTORS = (
    prefixed(
        KEY,
        r"arc_" + cased(50, 54),
        (
            "arcade_api",
            "arcade-api",
            "arcadeapi",
            "arcade.dev",
            "arcadepy",
            "arcadeai",
            "arcade(",
        ),
        (
            (f"ARCADE_API_KEY={_KEY}", _KEY),
            (f'client = Arcade(api_key="{_KEY}")', _KEY),
        ),
        (
            f"ARCADE_API_KEY={_KEY[:-5]}",
            f"ARCADE_API_KEY={_KEY}000",
            f"API_KEY={_KEY}",
            "ARCADE_API_KEY=arc_" + "x" * 52,
        ),
        least=3.8,
        near=r"arcade[_\-]?api|arcade\.dev|arcadepy|arcadeai|arcade\(",
    ),
)
