"""Riot Games' API keys.

https://developer.riotgames.com/docs/portal
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

KEY = one("riot-games-api-key", "Riot Games API key", part="key")

_KEY: Final = "RGAPI-" + made_uuid("riot")

DETECTORS = (
    prefixed(
        KEY,
        "RGAPI-" + UUID,
        ("rgapi-",),
        ((f"RIOT_API_KEY={_KEY}", _KEY), (f"X-Riot-Token: {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "RGAPI-your-key"),
    ),
)
