"""Fleetbase's API keys: `live` or `test`.

https://docs.fleetbase.io/developers/api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("fleetbase-api-key", "Fleetbase API key", part="key")

_KEY: Final = "flb_live_" + made(ALNUM, 20)

DETECTORS = (
    prefixed(
        KEY,
        r"flb_(?:live|test)_[A-Za-z0-9]{20,64}",
        ("flb_live_", "flb_test_"),
        ((f"FLEETBASE_API_KEY={_KEY}", _KEY), (f"Authorization: Bearer {_KEY}", _KEY)),
        (_KEY[:20], f"x{_KEY}", "flb_live_" + "x" * 20),
        least=3.3,
    ),
)
