"""Vultr's API keys.

https://www.vultr.com/api/#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("vultr-api-key", "Vultr API key", part="key")

_KEY: Final = made(ALNUM, 36, "vultr-api-key")

DETECTORS = (
    secretive(
        KEY,
        "vultr",
        alnum(36),
        ("vultr",),
        ((f"VULTR_API_KEY={_KEY}", _KEY), (f'"vultr_api_key": "{_KEY}"', _KEY)),
        (
            f"VULTR_API_KEY={_KEY}0x",
            f"VULTR_API_KEY={_KEY[:-9]}",
            f"vultr_commit={_KEY}",
            "VULTR_API_KEY=your_vultr_key_goes_here_1",
        ),
    ),
)
