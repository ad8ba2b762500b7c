"""Zenserp's API keys.

https://app.zenserp.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("zenserp-api-key", "Zenserp API key", part="key")

_KEY: Final = made_uuid("zenserp-api-key")

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
