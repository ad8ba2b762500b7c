"""Keys of The Guardian's Open Platform: UUIDs, told by their name only.

https://open-platform.theguardian.com/documentation/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, keyed_hint, made, named, one

KEY = one("guardian-api-key", "Guardian API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed(r"guardian(?:apis?)?"),
        UUID,
        ("guardian",),
        ((f"GUARDIAN_API_KEY={_KEY}", _KEY), (f"  content:\n    guardian: {{ api-key: '{_KEY}', pages: 10 }}", _KEY)),
        (
            f"GUARDIAN_API_KEY={_KEY}0",
            f"guardian build {_KEY}",
            f"GUARDIAN_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        prefilter=keyed_hint("guardian"),
    ),
)
