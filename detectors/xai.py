"""xAI's API keys, and the keys that manage them.

https://docs.x.ai/docs/overview
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("xai-api-key", "xAI API key")

_MANAGES: Final = "xai-token-" + made(ALNUM, 80, "xai-management-key")
_TOKEN: Final = "xai-" + made(ALNUM, 80, "xai-api-key")

DETECTORS = (
    prefixed(
        TOKEN,
        r"xai-(?:token-)?" + alnum(80, 84, also="_\\-"),
        ("xai-",),
        ((f"XAI_API_KEY={_TOKEN}", _TOKEN), (f'"xai_api_key": "{_TOKEN}"', _TOKEN), (f"key: {_MANAGES}", _MANAGES)),
        (_TOKEN[:-20], f"x{_TOKEN}", "xai-" + "x" * 80, "xai-your-key"),
    ),
)
