"""Murf's API keys, which its name, or that of a key, stands beside: what is paid by AP2 has such ids.

https://murf.ai/api/docs/introduction/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

KEY = one("murf-api-key", "Murf API key", part="key")

_KEY: Final = "ap2_" + made_uuid("murf")

DETECTORS = (
    prefixed(
        KEY,
        rf"ap2_{UUID}",
        ("ap2_",),
        (
            (f"MURF_API_KEY={_KEY}", _KEY),
            (f'headers = {{"api-key": "{_KEY}"}}', _KEY),
        ),
        (
            f"MURF_API_KEY={_KEY[:-1]}",
            f"MURF_API_KEY={_KEY}0",
            f"MURF_API_KEY=x{_KEY}",
            f"mandate: {_KEY}",
            "MURF_API_KEY=ap2_00000000-0000-0000-0000-000000000000",
        ),
        near="murf|api[_-]?key",
    ),
)
