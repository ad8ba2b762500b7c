"""Dropbox Sign's (formerly HelloSign's) API keys: 64 hexadecimal digits, told by their name only.

https://developers.hellosign.com/api/reference/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

KEY = one("hellosign-api-key", "Dropbox Sign API key", part="key")

_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        KEY,
        keyed(r"hello[-_]?sign|dropbox[-_]?sign"),
        r"[a-f0-9]{64}",
        ("hellosign", "hello_sign", "hello-sign", "dropboxsign", "dropbox_sign", "dropbox-sign"),
        ((f"HELLOSIGN_API_KEY={_KEY}", _KEY), (f'hellosignApiKey = "{_KEY}"', _KEY)),
        (
            f"HELLOSIGN_API_KEY={_KEY}0",
            f"hellosign build {_KEY}",
            f"HELLOSIGN_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
