"""Stability AI's API keys, which have OpenAI's old prefix: only the name tells.

https://platform.stability.ai/docs/getting-started/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, named, one
from .secretive import alnum

KEY = one("stability-ai-api-key", "Stability AI API key", part="key")

_KEY: Final = "sk-" + made(ALNUM, 48, "stability")

DETECTORS = (
    named(
        KEY,
        "stability|dreamstudio",
        "sk-" + alnum(48),
        ("stability", "dreamstudio"),
        ((f"STABILITY_API_KEY={_KEY}", _KEY), (f'"stability_api_key": "{_KEY}"', _KEY)),
        (
            f"STABILITY_API_KEY={_KEY}0x",
            f"STABILITY_API_KEY={_KEY[:-12]}",
            "STABILITY_API_KEY=your_stability_key_goes_here_1",
        ),
        prefilter=r"(?:stability|dreamstudio)[^\n]{1,80}sk-[a-z0-9]{48}",
    ),
)
