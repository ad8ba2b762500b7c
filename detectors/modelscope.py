"""ModelScope's tokens, which its name stands beside.

https://modelscope.cn/docs/model-service/API-Inference/intro
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

TOKEN = one("modelscope-token", "ModelScope token")

_TOKEN: Final = "ms-" + made_uuid("modelscope")

DETECTORS = (
    prefixed(
        TOKEN,
        rf"ms-{UUID}",
        ("modelscope",),
        (
            (f"MODELSCOPE_API_KEY={_TOKEN}", _TOKEN),
            (f'OpenAI(base_url="https://api-inference.modelscope.cn/v1/", api_key="{_TOKEN}")', _TOKEN),
        ),
        (
            f"MODELSCOPE_API_KEY={_TOKEN[:-1]}",
            f"MODELSCOPE_API_KEY={_TOKEN}0",
            f"API_KEY={_TOKEN}",
            "MODELSCOPE_API_KEY=ms-00000000-0000-0000-0000-000000000000",
        ),
        near="modelscope",
    ),
)
