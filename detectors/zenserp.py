"""Zenserp's API keys.

https://app.zenserp.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one
from .secretive import secretive

KEY = one("zenserp-api-key", "Zenserp API key", part="key")

_KEY: Final = "-".join(made(HEX, n, "zenserp-api-key") for n in (8, 4, 4, 4, 12))

DETECTORS = (
    secretive(
        KEY,
        "zenserp",
        UUID,
        ("zenserp",),
        ((f"ZENSERP_API_KEY={_KEY}", _KEY), (f'"zenserp_api_key": "{_KEY}"', _KEY)),
        (
            f"ZENSERP_API_KEY={_KEY}0x",
            f"ZENSERP_API_KEY={_KEY[:-9]}",
            f"zenserp_commit={_KEY}",
            "ZENSERP_API_KEY=your_zenserp_key_goes_here_1",
        ),
    ),
)
