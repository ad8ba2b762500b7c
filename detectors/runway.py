"""Runway's API keys (of its developers), which its name stands beside.

https://docs.dev.runwayml.com/guides/setup/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("runway-api-secret", "Runway API key", part="key")

_KEY: Final = "key_" + made(HEX, 128, "runway")

DETECTORS = (
    prefixed(
        KEY,
        r"key_" + hexes(128),
        (
            "runwayml",
            "runway_",
            "runway-api",
            "runwayapi",
        ),
        (
            (f"RUNWAYML_API_SECRET={_KEY}", _KEY),
            (f'new RunwayML({{ apiKey: "{_KEY}" }})', _KEY),
        ),
        (
            f"RUNWAYML_API_SECRET={_KEY[:-1]}",
            f"RUNWAYML_API_SECRET={_KEY}0",
            f"API_KEY={_KEY}",
            "RUNWAYML_API_SECRET=key_" + "0" * 128,
        ),
        least=3.2,
        near=r"runwayml|runway_|runway-?api",
    ),
)
