"""Block Protocol: the API key of an account.

https://blockprotocol.org/docs/hub/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, made_uuid, one, prefixed

API_KEY = one("block-protocol-api-key", "Block Protocol API key", part="key")

_API_KEY: Final = f"b10ck5.{made(HEX, 32)}." + made_uuid()

DETECTORS = (
    prefixed(
        API_KEY,
        rf"b10ck5\.[a-f0-9]{{32}}\.{UUID}",
        ("b10ck5.",),
        (
            (f"BLOCK_PROTOCOL_API_KEY={_API_KEY}", _API_KEY),
            (f'client = Client("{_API_KEY}")', _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            _API_KEY.replace("b10ck5", "block5"),
        ),
    ),
)
