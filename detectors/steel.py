"""Steel.dev's API keys, which its name stands beside.

https://docs.steel.dev/overview/intro-to-steel
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("steel-api-key", "Steel API key", part="key")

_KEY: Final = "ste-" + made(ALNUM, 99, "steel")

DETECTORS = (
    prefixed(
        KEY,
        r"ste-[A-Za-z0-9]{96,104}",
        (
            "steel_api",
            "steel-api",
            "steelapi",
            "steel.dev",
            "steel(",
        ),
        (
            (f"STEEL_API_KEY={_KEY}", _KEY),
            (f'client = Steel(steel_api_key="{_KEY}")', _KEY),
        ),
        (
            f"STEEL_API_KEY={_KEY[:-9]}",
            f"STEEL_API_KEY=x{_KEY}",
            f"API_KEY={_KEY}",
            "STEEL_API_KEY=ste-" + "x" * 99,
        ),
        least=4.0,
        near=r"steel[_\-]?api|steel\.dev|steel\(",
    ),
)
