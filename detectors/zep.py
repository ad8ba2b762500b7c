"""Zep's API keys: base64 of JSON with a UUID, without its beginning, and a signature.

https://help.getzep.com/projects
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, URL_SAFE, made, one, prefixed

KEY = one("zep-api-key", "Zep API key", part="key")

_KEY: Final = f"z_1dWlkIjoi{made(ALNUM, 48, 'zep')}In0.{made(URL_SAFE, 86, 'zep')}"

DETECTORS = (
    prefixed(
        KEY,
        r"z_1dWlkIjoi[A-Za-z0-9]{48}In0\.[A-Za-z0-9_\-]{80,90}",
        ("z_1dwlkijoi",),
        (
            (f"ZEP_API_KEY={_KEY}", _KEY),
            (f"Authorization: Api-Key {_KEY}", _KEY),
        ),
        (
            _KEY[:-20],
            f"x{_KEY}",
            f"z_1dWlkIjoi{'x' * 48}In0.{'x' * 86}",
            "z_your_api_key_here",
        ),
        least=3.8,
    ),
)
