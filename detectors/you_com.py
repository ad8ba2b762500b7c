"""You.com's API keys: an id, the secret, a checksum or a piece of one, and what somebody adds to them.

https://documentation.you.com/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

KEY = one("you-com-api-key", "You.com API key", part="key")

_KEY: Final = f"ydc-sk-{made(HEX, 16, 'you')}-{made(ALNUM, 32, 'you')}-{made(HEX, 8, 'you')}"

DETECTORS = (
    prefixed(
        KEY,
        r"ydc-sk-[0-9a-f]{16}-[A-Za-z0-9]{32}-[0-9a-f]{8}(?:<__>[A-Za-z0-9]{16,40})?",
        ("ydc-sk-",),
        (
            (f"YDC_API_KEY={_KEY}", _KEY),
            (f'"X-API-Key": "{_KEY}<__>1SO0a7ETU8N2v5f4', f"{_KEY}<__>1SO0a7ETU8N2v5f4"),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            f"ydc-sk-{'0' * 16}-{'x' * 32}-{'0' * 8}",
        ),
    ),
)
