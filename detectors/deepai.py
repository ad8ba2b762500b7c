"""DeepAI's API keys: UUIDs, told by their name only.

https://deepai.org/docs
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one

KEY = one("deepai-api-key", "DeepAI API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed("deepai"),
        UUID,
        ("deepai",),
        ((f"DEEPAI_API_KEY={_KEY}", _KEY), (f'deepaiApiKey = "{_KEY}"', _KEY)),
        (f"DEEPAI_API_KEY={_KEY}0", f"deepai build {_KEY}", f"DEEPAI_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
    ),
)
