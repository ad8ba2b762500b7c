"""Pirsch's access keys, which its name stands beside.

https://docs.pirsch.io/api-sdks/api
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import cased

KEY = one("pirsch-access-key", "Pirsch access key", part="key")

_KEY: Final = "pa_" + made(ALNUM, 44, "pirsch")

DETECTORS = (
    prefixed(
        KEY,
        r"pa_" + cased(32, 48),
        ("pirsch",),
        (
            (f"PIRSCH_ACCESS_KEY={_KEY}", _KEY),
            (f"curl https://api.pirsch.io/api/v1/hit -H 'Authorization: Bearer {_KEY}'", _KEY),
        ),
        (
            f"PIRSCH_ACCESS_KEY={_KEY[:20]}",
            f"PIRSCH_ACCESS_KEY=x{_KEY}",
            f"ACCESS_KEY={_KEY}",
            "PIRSCH_ACCESS_KEY=pa_" + "x" * 44,
        ),
        near="pirsch",
    ),
)
