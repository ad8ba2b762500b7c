"""Deepgram's API keys: 40 hexadecimal digits, told by their name only.

https://developers.deepgram.com/docs/create-additional-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("deepgram-api-key", "Deepgram API key", part="key")

_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        KEY,
        keyed("deepgram"),
        r"[0-9a-fA-F]{40}",
        ("deepgram",),
        ((f"DEEPGRAM_API_KEY={_KEY}", _KEY), (f'deepgramApiKey = "{_KEY}"', _KEY)),
        (
            f"DEEPGRAM_API_KEY={_KEY}0",
            f"deepgram build {_KEY}",
            f"DEEPGRAM_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
