"""ScrapeGraphAI's API keys.

https://docs.scrapegraphai.com/
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

KEY = one("scrapegraph-api-key", "ScrapeGraphAI API key", part="key")

_KEY: Final = "sgai-" + made_uuid("scrapegraph")

DETECTORS = (
    prefixed(
        KEY,
        "sgai-" + UUID,
        ("sgai-",),
        ((f"SGAI_API_KEY={_KEY}", _KEY), (f'api_key="{_KEY}"', _KEY)),
        (_KEY[:-1], f"{_KEY}0", f"x{_KEY}", "sgai-your-key"),
    ),
)
