"""Rapid7's Insight platform API keys.

https://docs.rapid7.com/insight/managing-platform-api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("rapid7-api-key", "Rapid7 API key", part="key")

_KEY: Final = made_uuid("rapid7-api-key")

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
