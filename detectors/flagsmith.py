"""Flagsmith's keys: of an organisation (8 and 32 characters with a dot) and of a server (`ser.`).

https://docs.flagsmith.com/clients/server-side
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import ALNUM, made, one, prefixed

KEY = one("flagsmith-api-key", "Flagsmith organisation API key", part="key")
SERVER = one("flagsmith-server-key", "Flagsmith server-side environment key", part="key")

_KEY: Final = f"{made(ALNUM, 8)}.{made(ALNUM, 32)}"
_SERVER: Final = "ser." + made(ALNUM, 22)

DETECTORS = (
    prefixed(
        KEY,
        r"[A-Za-z0-9]{8}\.[A-Za-z0-9]{32}",
        ("flagsmith",),
        ((f"FLAGSMITH_API_KEY={_KEY}", _KEY), (f'flagsmithApiKey = "{_KEY}"', _KEY)),
        (f"FLAGSMITH_API_KEY={_KEY}0", f"API_KEY={_KEY}", f"FLAGSMITH_API_KEY={_KEY[:-1]}"),
        near="flagsmith",
        confidence=Confidence.CONTEXT,
    ),
    prefixed(
        SERVER,
        r"ser\.[A-Za-z0-9]{20,24}",
        ("flagsmith",),
        ((f"FLAGSMITH_ENVIRONMENT_KEY={_SERVER}", _SERVER), (f'flagsmithEnvironmentKey = "{_SERVER}"', _SERVER)),
        (f"FLAGSMITH_KEY={_SERVER}000", f"KEY={_SERVER}", f"FLAGSMITH_KEY=ser.{'x' * 22}"),
        near="flagsmith",
        confidence=Confidence.CONTEXT,
    ),
)
