"""PromptLayer's API keys, which its name stands beside.

https://docs.promptlayer.com/quickstart
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("promptlayer-api-key", "PromptLayer API key", part="key")

_KEY: Final = "pl_" + made(HEX, 32, "promptlayer")

DETECTORS = (
    prefixed(
        KEY,
        r"pl_" + hexes(32),
        ("promptlayer",),
        (
            (f"PROMPTLAYER_API_KEY={_KEY}", _KEY),
            (f'PromptLayer(api_key="{_KEY}")', _KEY),
        ),
        (
            f"PROMPTLAYER_API_KEY={_KEY[:-1]}",
            f"PROMPTLAYER_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "PROMPTLAYER_API_KEY=pl_" + "0" * 32,
        ),
        least=3.0,
        near="promptlayer",
    ),
)
