"""GraphHopper's API keys: UUIDs, told by their name only.

https://docs.graphhopper.com/#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one

KEY = one("graphhopper-api-key", "GraphHopper API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed("graphhopper"),
        UUID,
        ("graphhopper",),
        ((f"GRAPHHOPPER_API_KEY={_KEY}", _KEY), (f'graphhopperApiKey = "{_KEY}"', _KEY)),
        (
            f"GRAPHHOPPER_API_KEY={_KEY}0",
            f"graphhopper build {_KEY}",
            f"GRAPHHOPPER_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
