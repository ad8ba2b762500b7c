"""Segment's public API tokens, and the write keys of its sources.

https://docs.segmentapis.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum, secretive

TOKEN = one("segment-public-api-token", "Segment public API token")
WRITE_KEY = one("segment-write-key", "Segment write key", part="key")

_TOKEN: Final = "sgp_" + made(ALNUM, 64, "segment-public-api-token")
_WRITE_KEY: Final = made(ALNUM, 32, "segment-write-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"sgp_" + alnum(64),
        ("sgp_",),
        ((f"SEGMENT_PUBLIC_API_TOKEN={_TOKEN}", _TOKEN), (f'"segment_public_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-16], f"x{_TOKEN}", "sgp_" + "x" * 64, "sgp_your-key"),
    ),
    secretive(
        WRITE_KEY,
        r"segment[\w.\-]{0,8}(?:write|api|access)",
        alnum(32),
        ("segment",),
        ((f"SEGMENT_WRITE_KEY={_WRITE_KEY}", _WRITE_KEY), (f'"segment_write_key": "{_WRITE_KEY}"', _WRITE_KEY)),
        (
            f"SEGMENT_WRITE_KEY={_WRITE_KEY}0",
            f"segment_commit={_WRITE_KEY}",
            "SEGMENT_WRITE_KEY=your-write-key",
            f"next_segment_key={_WRITE_KEY}",
        ),
    ),
)
