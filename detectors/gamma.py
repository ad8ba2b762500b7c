"""Gamma's API keys.

https://developers.gamma.app/docs/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("gamma-api-key", "Gamma API key", part="key")

_KEY: Final = "sk-gamma-" + made(ALNUM, 42, "gamma")

DETECTORS = (
    prefixed(
        KEY,
        r"sk-gamma-" + cased(38, 48),
        ("sk-gamma-",),
        (
            (f"GAMMA_API_KEY={_KEY}", _KEY),
            (f"X-API-KEY: {_KEY}", _KEY),
        ),
        (
            _KEY[:-8],
            f"x{_KEY}",
            "sk-gamma-" + "x" * 42,
            "risk-gamma-phase-a",
        ),
    ),
)
