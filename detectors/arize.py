"""Arize's API keys, which its name stands beside: a UUID and the secret.

https://arize.com/docs/ax/security-and-settings/api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, UUID, made, made_uuid, one, prefixed

KEY = one("arize-api-key", "Arize API key", part="key")

_KEY: Final = f"ak-{made_uuid('arize')}-{made(URL_SAFE, 31, 'arize')}x"

DETECTORS = (
    prefixed(
        KEY,
        rf"ak-{UUID}-[A-Za-z0-9_\-]{{31}}[A-Za-z0-9_]",
        (
            "arize_api",
            "arize_space",
            "arize-api",
            "arizeapi",
            "arize.com",
            "arize.otel",
        ),
        (
            (f"ARIZE_API_KEY={_KEY}", _KEY),
            (f'from arize.otel import register\nregister(api_key="{_KEY}")', _KEY),
        ),
        (
            f"ARIZE_API_KEY={_KEY[:-1]}",
            f"ARIZE_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            f"ARIZE_API_KEY={_KEY[:39]}",
        ),
        near=r"arize[_\-]?api|arize_space|arize\.com|arize\.otel",
    ),
)
