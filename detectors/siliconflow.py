"""SiliconFlow's API keys, which have OpenAI's old prefix: only the name tells.

https://docs.siliconflow.com/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, named, one

KEY = one("siliconflow-api-key", "SiliconFlow API key", part="key")

_KEY: Final = "sk-" + made(LOWER, 48, "siliconflow")

DETECTORS = (
    named(
        KEY,
        "silicon[-_]?flow",
        "sk-[A-Za-z0-9]{48}",
        ("siliconflow", "silicon_flow", "silicon-flow"),
        ((f"SILICONFLOW_API_KEY={_KEY}", _KEY), (f'"siliconflow_api_key": "{_KEY}"', _KEY)),
        (
            f"SILICONFLOW_API_KEY={_KEY}0x",
            f"SILICONFLOW_API_KEY={_KEY[:-12]}",
            "SILICONFLOW_API_KEY=your_siliconflow_key_goes_here_1",
        ),
    ),
)
