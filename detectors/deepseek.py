"""DeepSeek's API keys: they look like others' `sk-` keys, so that the provider has to be named beside them.

https://api-docs.deepseek.com/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import HEX, made, one, prefixed

KEY = one("deepseek-api-key", "DeepSeek API key", part="key")

_KEY: Final = "sk-" + made(HEX, 32)

DETECTORS = (
    prefixed(
        KEY,
        r"sk-[0-9a-f]{32}",
        ("deepseek",),
        ((f"DEEPSEEK_API_KEY={_KEY}", _KEY), (f'OpenAI(api_key="{_KEY}", base_url="https://api.deepseek.com")', _KEY)),
        (f"OTHER_API_KEY={_KEY}", f"DEEPSEEK_API_KEY={_KEY[:-1]}", f"DEEPSEEK_API_KEY=sk-{'0' * 32}"),
        near="deepseek",
        confidence=Confidence.CONTEXT,
    ),
)
