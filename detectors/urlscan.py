"""urlscan.io's API keys.

https://docs.urlscan.io/apis/urlscan-openapi
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

KEY = one("urlscan-api-key", "urlscan API key", part="key")

_KEY: Final = made_uuid("urlscan-api-key")

DETECTORS = (
    secretive(
        KEY,
        "url[-_]?scan",
        UUID,
        ("urlscan", "url_scan", "url-scan"),
        ((f"URLSCAN_API_KEY={_KEY}", _KEY), (f'"urlscan_api_key": "{_KEY}"', _KEY)),
        (
            f"URLSCAN_API_KEY={_KEY}0x",
            f"URLSCAN_API_KEY={_KEY[:-9]}",
            f"urlscan_commit={_KEY}",
            "URLSCAN_API_KEY=your_urlscan_key_goes_here_1",
        ),
    ),
)
