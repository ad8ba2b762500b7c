"""API keys of Z.ai, which is Zhipu's: an id, a dot, a secret.

https://docs.z.ai/api-reference/introduction
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one
from .secretive import hexes, secretive

KEY = one("zai-api-key", "Z.ai API key", part="key")

_KEY: Final = made(HEX, 32, "zai") + "." + made(ALNUM, 16, "zai")

DETECTORS = (
    secretive(
        KEY,
        "z[-_.]?ai|zhipu(?:ai)?|bigmodel|glm",
        hexes(32) + r"\." + "[A-Za-z0-9]{16}",
        ("zai", "z_ai", "z-ai", "z.ai", "zhipu", "bigmodel", "glm"),
        ((f"ZAI_API_KEY={_KEY}", _KEY), (f'"zai_api_key": "{_KEY}"', _KEY)),
        (f"ZAI_API_KEY={_KEY}0", f"ZAI_API_KEY={_KEY[:-1]}", "ZAI_API_KEY=your-key", f"zai_commit={_KEY}"),
        alone=True,
    ),
)
