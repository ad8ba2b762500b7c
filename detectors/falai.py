"""fal's API keys: the key's id, a UUID, and its secret behind a colon.

https://docs.fal.ai/authentication/key-based
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, one, prefixed

KEY = one("falai-api-key", "fal API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}:{made(HEX, 32)}"

DETECTORS = (
    prefixed(
        KEY,
        rf"{UUID}:[0-9a-f]{{32}}",
        (":",),
        ((f"FAL_KEY={_KEY}", _KEY), (f"Authorization: Key {_KEY}", _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}"),
        prefilter=r"[0-9a-f]{4}-[0-9a-f]{12}:[0-9a-f]{32}",
        mark="[0-9a-f]{12}:",  # in logs a colon with digits around it stands on each line
    ),
)
