"""CapSolver's API keys, which its name stands beside.

https://docs.capsolver.com/en/guide/getting-started/
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER_HEX, made, one, prefixed

KEY = one("capsolver-api-key", "CapSolver API key", part="key")

_KEY: Final = "CAP-" + made(UPPER_HEX, 32, "capsolver")

DETECTORS = (
    prefixed(
        KEY,
        r"CAP-(?=[0-9]{0,31}[A-F])(?=[A-F]{0,31}[0-9])[0-9A-F]{32}",
        ("capsolver",),
        (
            (f"CAPSOLVER_API_KEY={_KEY}", _KEY),
            (f'capsolver.api_key = "{_KEY}"', _KEY),
        ),
        (
            f"CAPSOLVER_API_KEY={_KEY[:-1]}",
            f"CAPSOLVER_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            f"CAPSOLVER_API_KEY={_KEY[:-1]}x",
            "CAPSOLVER_API_KEY=CAP-" + "X" * 32,
        ),
        near="capsolver",
    ),
)
