"""Segment's public API tokens, and the write keys of its sources.

https://docs.segmentapis.com/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, named, not_hex, one, prefixed
from .secretive import alnum, secretive

TOKEN = one("segment-public-api-token", "Segment public API token")
WRITE_KEY = one("segment-write-key", "Segment write key", part="key")

_TOKEN: Final = "sgp_" + made(ALNUM, 64, "segment-public-api-token")
_WRITE_KEY: Final = made(ALNUM, 32, "segment-write-key")
_DIGEST: Final = made(HEX, 32, "segment")

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
        built=False,
    ),
    # Its libraries are called analytics everywhere: https://segment.com/docs/connections/sources/catalog/libraries/server/go/
    named(
        WRITE_KEY,
        r"(?<![A-Za-z0-9])(?:(?-i:analytics\.New|(?<=\bnew )Analytics)(?=\([ \t]{0,4}[\"'`])|analytics[._]write_?key)",
        alnum(32),
        ("analytics",),
        (
            (f'client := analytics.New("{_WRITE_KEY}")', _WRITE_KEY),
            (f"const analytics = new Analytics('{_WRITE_KEY}')", _WRITE_KEY),
            (f"analytics.write_key = '{_WRITE_KEY}'", _WRITE_KEY),
        ),
        (
            f'analytics.New("{_WRITE_KEY}0")',
            f'analytics.track("{_WRITE_KEY}")',
            f'new AnalyticsEvent("{_WRITE_KEY}")',
            f'new Analytics("{_DIGEST}")',
        ),
        check=not_hex("key"),
        prefilter=r"analytics\.new\(|new[ ]analytics\(|analytics[._]write_?key",
    ),
)
