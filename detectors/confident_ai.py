"""Confident AI's keys, of projects and of organisations, by the region that keeps them.

https://www.confident-ai.com/docs/getting-started/setup
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, one, prefixed

KEY = one("confident-ai-api-key", "Confident AI API key", part="key")

_KEY: Final = "confident_us_" + made(BASE64, 43, "confident") + "="

DETECTORS = (
    prefixed(
        KEY,
        r"confident_(?:us|eu|au)_(?:org_|proj_|project_)?[A-Za-z0-9+/]{43}=",
        (
            "confident_us_",
            "confident_eu_",
            "confident_au_",
        ),
        (
            (f"CONFIDENT_API_KEY={_KEY}", _KEY),
            (f'deepeval.login("{_KEY}")', _KEY),
        ),
        (
            _KEY[:-2],
            f"{_KEY}0",
            f"x{_KEY}",
            "confident_us_" + "x" * 43 + "=",
            "confident_us_entities = list()",
        ),
    ),
)
