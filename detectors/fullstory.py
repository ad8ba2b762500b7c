"""FullStory's API keys: the data centre and 32 or more characters of base64.

https://developer.fullstory.com/server/getting-started/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import ALNUM, made, one, prefixed

KEY = one("fullstory-api-key", "FullStory API key", part="key")

_KEY: Final = "na1." + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        KEY,
        r"(?:na1|eu1)\.[A-Za-z0-9+/]{32,120}={0,2}",
        ("fullstory",),
        ((f"FULLSTORY_API_KEY={_KEY}", _KEY), (f"fullstory.com -u {_KEY}", _KEY)),
        (f"FULLSTORY_API_KEY={_KEY[:20]}", f"HOST={_KEY}", f"FULLSTORY_API_KEY=na1.{'x' * 36}"),
        near=r"full[-_]?story",
        confidence=Confidence.CONTEXT,
    ),
)
