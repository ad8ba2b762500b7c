"""Dify's API keys: of an application (`app-`) or of a data set, on a server that the provider's word has to tell.

https://docs.dify.ai/en/guides/application-publishing/developing-with-apis
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .forms import ALNUM, made, one, prefixed

KEY = one("dify-api-key", "Dify API key", part="key")

_KEY: Final = "app-" + made(ALNUM, 24)

DETECTORS = (
    prefixed(
        KEY,
        r"(?:app|dataset)-[A-Za-z0-9]{24}",
        ("dify",),
        ((f"DIFY_API_KEY={_KEY}", _KEY), (f'curl https://api.dify.ai/v1/chat -H "Authorization: Bearer {_KEY}"', _KEY)),
        (f"DIFY_API_KEY={_KEY[:-1]}", f"OTHER_KEY={_KEY}", f"DIFY_API_KEY=app-{'x' * 24}"),
        least=3.3,
        prefilter=r"(?:^|[^a-z])dify",
        near=r"(?<![a-z])dify",
        confidence=Confidence.CONTEXT,
    ),
)
