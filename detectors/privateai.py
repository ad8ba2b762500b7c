"""Private AI's API keys.

https://docs.private-ai.com/reference/latest/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, made, named, one

KEY = one("privateai-api-key", "Private AI API key", part="key")

_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        KEY,
        "private[-_]?ai",
        "[a-z0-9]{32}",
        (
            "privateai",
            "private-ai",
            "private_ai",
        ),
        (
            (f"PRIVATEAI_API_KEY={_KEY}", _KEY),
            (f'privateai_api_token = "{_KEY}"', _KEY),
        ),
        (
            f"PRIVATEAI_API_KEY={_KEY}0",
            f"privateai_id: {_KEY}",
            f"PRIVATEAI_API_KEY={'a' * 32}",
        ),
        common=True,
    ),
)
