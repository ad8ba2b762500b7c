"""Hunter's API keys: 40 hexadecimal digits, told by their name only.

https://hunter.io/api-documentation/v2#authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, keyed_hint, made, named, one

KEY = one("hunter-api-key", "Hunter API key", part="key")

_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        KEY,
        keyed(r"(?<![a-z])hunter(?:[._\-]?io)?"),
        r"[a-f0-9]{40}",
        ("hunter",),
        ((f"HUNTER_API_KEY={_KEY}", _KEY), (f'hunterApiKey = "{_KEY}"', _KEY)),
        (f"HUNTER_API_KEY={_KEY}0", f"hunter build {_KEY}", f"HUNTER_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
        prefilter=keyed_hint("hunter"),
    ),
)
