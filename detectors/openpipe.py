"""OpenPipe's API keys.

https://docs.openpipe.ai/getting-started/openpipe-sdk
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("openpipe-api-key", "OpenPipe API key", part="key")

_KEY: Final = "opk_" + made(HEX, 42, "openpipe")

DETECTORS = (
    prefixed(
        KEY,
        r"opk_" + hexes(42),
        ("opk_",),
        (
            (f"OPENPIPE_API_KEY={_KEY}", _KEY),
            (f"Authorization: Bearer {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "opk_" + "0" * 42,
            "opk_your_api_key",
        ),
        least=3.2,
    ),
)
