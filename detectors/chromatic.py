"""Chromatic's project tokens, which publish to a project.

https://www.chromatic.com/docs/setup/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

TOKEN = one("chromatic-project-token", "Chromatic project token")

_TOKEN: Final = "chpt_" + made(HEX, 15, "chromatic")

DETECTORS = (
    prefixed(
        TOKEN,
        r"chpt_" + hexes(15),
        ("chpt_",),
        (
            (f"CHROMATIC_PROJECT_TOKEN={_TOKEN}", _TOKEN),
            (f"npx chromatic --project-token={_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"x{_TOKEN}",
            "chpt_" + "a" * 15,
            "chpt_submicron_mems",
        ),
        least=2.5,
    ),
)
