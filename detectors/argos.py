"""Argos' tokens: a project's, of its visual tests.

https://argos-ci.com/docs/reference/argos-token
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("argos-token", "Argos project token")

_TOKEN: Final = "argos_" + made(HEX, 34, "argos")

DETECTORS = (
    prefixed(
        TOKEN,
        r"argos_" + hexes(34),
        ("argos_",),
        (
            (f"ARGOS_TOKEN={_TOKEN}", _TOKEN),
            (f"npx argos upload --token {_TOKEN} ./screenshots", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"x{_TOKEN}",
            "argos_" + "x" * 34,
            "argos_your_project_token_here",
        ),
    ),
)
