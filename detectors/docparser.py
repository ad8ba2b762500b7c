"""Docparser's API keys: 40 hexadecimal digits, told by their name only.

https://docparser.com/api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("docparser-api-key", "Docparser API key", part="key")

_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        KEY,
        keyed("docparser"),
        r"[a-f0-9]{40}",
        ("docparser",),
        ((f"DOCPARSER_API_KEY={_KEY}", _KEY), (f'docparserApiKey = "{_KEY}"', _KEY)),
        (
            f"DOCPARSER_API_KEY={_KEY}0",
            f"docparser build {_KEY}",
            f"DOCPARSER_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
