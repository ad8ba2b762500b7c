"""Composio: the API key of a project.

https://docs.composio.dev/docs/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one

API_KEY = one("composio-api-key", "Composio API key", part="key")

_API_KEY: Final = "ak_" + made(ALNUM, 20)

DETECTORS = (
    named(
        API_KEY,
        r"composio",
        r"(?:ak|ck|uak)_[A-Za-z0-9_\-]{20,40}",
        ("composio",),
        (
            (f"COMPOSIO_API_KEY={_API_KEY}", _API_KEY),
            (f"export COMPOSIO_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            "COMPOSIO_API_KEY=ak_short",
            f"COMPOSIO_API_KEY=ak_{'x' * 20}",
            f"checksum={_API_KEY}",
        ),
    ),
)
