"""Exa's API keys: UUIDs, told by their name only.

https://docs.exa.ai/reference/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, keyed, made, named, one

KEY = one("exa-api-key", "Exa API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}"

DETECTORS = (
    named(
        KEY,
        keyed(r"(?<![a-z])exa(?:[._\-]?ai)?(?=[_.\-]?(?:api|key))"),
        UUID,
        ("exa",),
        ((f"EXA_API_KEY={_KEY}", _KEY), (f'exaApiKey = "{_KEY}"', _KEY)),
        (f"EXA_API_KEY={_KEY}0", f"exa build {_KEY}", f"EXA_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
        prefilter=r"exa(?:[._-]?ai)?[_.-]?(?:api|key)",
    ),
)
