"""Zilliz Cloud's API keys.

https://docs.zilliz.com/docs/manage-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("zilliz-api-key", "Zilliz API key", part="key")

_KEY: Final = made(ALNUM, 64, "zilliz-api-key")

DETECTORS = (
    secretive(
        KEY,
        "zilliz",
        alnum(64, 96),
        ("zilliz",),
        ((f"ZILLIZ_API_KEY={_KEY}", _KEY), (f'"zilliz_api_key": "{_KEY}"', _KEY)),
        (f"ZILLIZ_API_KEY={_KEY[:-16]}", f"zilliz_commit={_KEY}", "ZILLIZ_API_KEY=your_zilliz_key_goes_here_1"),
    ),
)
