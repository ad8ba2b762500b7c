"""Persona's API keys of production.

https://docs.withpersona.com/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, one, prefixed

KEY = one("persona-api-key", "Persona API key", part="key")

_KEY: Final = f"persona_production_{made(LOWER, 12)}_{made(LOWER, 10)}_{made(LOWER, 8)}"

DETECTORS = (
    prefixed(
        KEY,
        r"persona_production_[A-Za-z0-9_\-]{30,60}",
        ("persona_production_",),
        ((f"PERSONA_API_KEY={_KEY}", _KEY),),
        (
            "persona_production_short",
            _KEY.replace("production", "sandbox"),
            f"persona_production_{'x' * 32}",
        ),
        least=3.6,
    ),
)
