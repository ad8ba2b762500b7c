"""Together's API keys, of today and as they were.

https://docs.together.ai/docs/api-keys-authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, named, one, prefixed
from .secretive import alnum, hexes

TOKEN = one("together-api-key", "Together API key")

_TOKEN: Final = "tgp_v1_" + made(ALNUM, 43, "together-api-key")
_TOKEN_2: Final = made(HEX, 64, "together-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tgp_v1_" + alnum(43, also="_\\-"),
        ("tgp_v1_",),
        ((f"TOGETHER_API_KEY={_TOKEN}", _TOKEN), (f'"together_api_key": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-10], f"x{_TOKEN}", "tgp_v1_" + "x" * 43, "tgp_v1_your-key"),
    ),
    named(
        TOKEN,
        "together[-_]?(?:ai|api|key|token)",
        hexes(64),
        ("togetherai", "together_", "together-", "togetherapi", "togetherkey", "togethertoken"),
        ((f"TOGETHER_API_KEY={_TOKEN_2}", _TOKEN_2), (f'"together_api_key": "{_TOKEN_2}"', _TOKEN_2)),
        (
            f"TOGETHER_API_KEY={_TOKEN_2}0",
            f"together_sha256={_TOKEN_2}",
            f"stitched together: {_TOKEN_2}",
            "TOGETHER_API_KEY=your-key",
        ),
    ),
)
