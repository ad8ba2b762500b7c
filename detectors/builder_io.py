"""Builder.io: the private key of a space.

https://www.builder.io/c/docs/using-your-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

PRIVATE_KEY = one("builder-io-private-key", "Builder.io private key", part="key")

_PRIVATE_KEY: Final = "bpk-" + made(HEX, 32)

DETECTORS = (
    prefixed(
        PRIVATE_KEY,
        r"bpk-[a-f0-9]{32}",
        ("bpk-",),
        (
            (f"BUILDER_PRIVATE_KEY={_PRIVATE_KEY}", _PRIVATE_KEY),
            (f'client = Client("{_PRIVATE_KEY}")', _PRIVATE_KEY),
        ),
        (
            _PRIVATE_KEY[:-1],
            f"{_PRIVATE_KEY}0",
            f"bpk-{'x' * (len(_PRIVATE_KEY) - 4)}",
        ),
    ),
)
