"""Luma AI's API keys: two UUIDs.

https://docs.lumalabs.ai/docs/api
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

KEY = one("luma-api-key", "Luma AI API key", part="key")

_KEY: Final = f"luma-{made_uuid('luma')}-{made_uuid('luma-api')}"

DETECTORS = (
    prefixed(
        KEY,
        rf"luma-{UUID}-{UUID}",
        ("luma-",),
        (
            (f"LUMAAI_API_KEY={_KEY}", _KEY),
            (f"authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            _KEY[:41],
            "luma-your-api-key",
        ),
    ),
)
