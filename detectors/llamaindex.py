"""LlamaCloud's keys.

https://developers.llamaindex.ai/python/cloud/general/api_key/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

KEY = one("llamacloud-api-key", "LlamaCloud API key", part="key")

_KEY: Final = "llx-" + made(ALNUM, 48)

DETECTORS = (
    prefixed(
        KEY,
        "llx-[A-Za-z0-9]{48}",
        ("llx-",),
        ((f"LLAMA_CLOUD_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
)
