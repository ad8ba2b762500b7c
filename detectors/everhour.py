"""Everhour's API keys: five groups of hexadecimal digits, 4-4-6-6-8.

https://everhour.docs.apiary.io/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("everhour-api-key", "Everhour API key", part="key")

_KEY: Final = f"{made(HEX, 4)}-{made(HEX, 4, '2')}-{made(HEX, 6)}-{made(HEX, 6, '2')}-{made(HEX, 8)}"

DETECTORS = (
    named(
        KEY,
        "everhour",
        r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{8}",
        ("everhour",),
        ((f"EVERHOUR_API_KEY={_KEY}", _KEY), (f'everhourApiKey = "{_KEY}"', _KEY)),
        (f"EVERHOUR_API_KEY={_KEY}0", f"API_KEY={_KEY}", f"EVERHOUR_API_KEY={_KEY[:-1]}"),
    ),
)
