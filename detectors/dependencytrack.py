"""Dependency-Track's API keys: since 4.9 they begin with `odt_`, since 4.13 a public id comes before the secret.

https://docs.dependencytrack.org/integrations/rest-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("dependency-track-api-key", "Dependency-Track API key", part="key")

_KEY: Final = "odt_" + made(ALNUM, 32)

DETECTORS = (
    prefixed(
        KEY,
        r"odt_(?:[A-Za-z0-9]{8}_)?[A-Za-z0-9]{32}(?:[A-Za-z0-9]{4})?",
        ("odt_",),
        ((f"X-Api-Key: {_KEY}", _KEY), (f"DTRACK_API_KEY={_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"{_KEY}00000", f"x{_KEY}"),
    ),
)
