"""Databento's API keys: `db-` and 29 letters and digits, which could also be a host's name.

https://databento.com/docs/portal/api-keys
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import ALNUM, made, one, prefixed

KEY = one("databento-api-key", "Databento API key", part="key")

_KEY: Final = "db-" + made(ALNUM, 29)

DETECTORS = (
    prefixed(
        KEY,
        r"db-[A-Za-z0-9]{29}",
        ("databento",),
        ((f"DATABENTO_API_KEY={_KEY}", _KEY), (f'databento.Historical("{_KEY}")', _KEY)),
        (f"DATABENTO_API_KEY={_KEY[:-1]}", f"host={_KEY}", f"DATABENTO_API_KEY=db-{'0' * 29}"),
        near="databento",
        confidence=Confidence.CONTEXT,
    ),
)
