"""Langfuse's secret keys.

https://langfuse.com/docs/api-and-data-platform/features/public-api
"""

from __future__ import annotations

from typing import Final

from .forms import made_uuid, one, prefixed

KEY = one("langfuse-secret-key", "Langfuse secret key", part="key")

_KEY: Final = "sk-lf-" + made_uuid()

DETECTORS = (
    prefixed(
        KEY,
        "sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("sk-lf-",),
        ((f"LANGFUSE_SECRET_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
