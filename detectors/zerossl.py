"""ZeroSSL's API access keys.

https://zerossl.com/documentation/api/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one
from .secretive import hexes, secretive

KEY = one("zerossl-access-key", "ZeroSSL access key", part="key")

_KEY: Final = made(HEX, 32, "zerossl-access-key")

DETECTORS = (
    secretive(
        KEY,
        "zero[-_]?ssl",
        hexes(32),
        ("zerossl", "zero_ssl", "zero-ssl"),
        ((f"ZEROSSL_ACCESS_KEY={_KEY}", _KEY), (f'"zerossl_access_key": "{_KEY}"', _KEY)),
        (
            f"ZEROSSL_ACCESS_KEY={_KEY}0x",
            f"ZEROSSL_ACCESS_KEY={_KEY[:-8]}",
            f"zerossl_commit={_KEY}",
            "ZEROSSL_ACCESS_KEY=your_zerossl_key_goes_here_1",
        ),
    ),
)
