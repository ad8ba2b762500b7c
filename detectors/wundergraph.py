"""WunderGraph Cosmo's API keys.

https://cosmo-docs.wundergraph.com/studio/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

KEY = one("wundergraph-api-key", "WunderGraph API key", part="key")

_KEY: Final = "cosmo_" + made(HEX, 32, "cosmo")

DETECTORS = (
    prefixed(
        KEY,
        "cosmo_[0-9a-f]{32}",
        ("cosmo_",),
        ((f"COSMO_API_KEY={_KEY}", _KEY), (f'"apiKey": "{_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"cosmo_{'0' * 32}"),
    ),
)
