"""Ditto's API keys: a UUID and 40 hexadecimal digits behind a dot.

https://developer.dittowords.com/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, named, one

KEY = one("ditto-api-key", "Ditto API key", part="key")

_KEY: Final = f"{made(HEX, 8)}-{made(HEX, 4)}-4{made(HEX, 3)}-8{made(HEX, 3)}-{made(HEX, 12)}.{made(HEX, 40)}"

DETECTORS = (
    named(
        KEY,
        r"(?<![a-z])ditto",
        rf"{UUID}\.[a-f0-9]{{40}}",
        ("ditto",),
        ((f"DITTO_API_KEY={_KEY}", _KEY), (f'dittoApiKey = "{_KEY}"', _KEY)),
        (f"DITTO_API_KEY={_KEY}0", f"ditto build {_KEY}", f"DITTO_API_KEY={'0' * len(_KEY)}", f"CHECKSUM={_KEY}"),
        prefilter=r"ditto[\s\S]{0,120}[0-9a-f]{12}\.[a-f0-9]{40}",
    ),
)
