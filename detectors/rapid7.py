"""Rapid7's Insight platform API keys.

https://docs.rapid7.com/insight/managing-platform-api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one
from .secretive import secretive

KEY = one("rapid7-api-key", "Rapid7 API key", part="key")

_KEY: Final = "-".join(made(HEX, n, "rapid7-api-key") for n in (8, 4, 4, 4, 12))

DETECTORS = (
    secretive(
        KEY,
        "rapid7",
        UUID,
        ("rapid7",),
        ((f"RAPID7_API_KEY={_KEY}", _KEY), (f'"rapid7_api_key": "{_KEY}"', _KEY)),
        (
            f"RAPID7_API_KEY={_KEY}0x",
            f"RAPID7_API_KEY={_KEY[:-9]}",
            f"rapid7_commit={_KEY}",
            "RAPID7_API_KEY=your_rapid7_key_goes_here_1",
        ),
    ),
)
