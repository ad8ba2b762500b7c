"""Helius' API keys (of Solana's nodes): a UUID, which only a name tells.

https://www.helius.dev/docs/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .filters.says import DENIES
from .forms import UUID, made_uuid, named, one

KEY = one("helius-api-key", "Helius API key", part="key")

_KEY: Final = made_uuid("helius")

DETECTORS = (
    named(
        KEY,
        rf"helius[\-_.]?(?:rpc[\-_.]?)?(?:api[\-_.]?)?key{DENIES}",
        UUID,
        ("helius",),
        (
            (f"HELIUS_API_KEY={_KEY}", _KEY),
            (f'heliusApiKey: "{_KEY}"', _KEY),
        ),
        (
            f"HELIUS_API_KEY={_KEY[:-1]}",
            f"HELIUS_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            f"helius_project={_KEY}",
            f"HELIUS_API_KEY_ID={_KEY}",
            f"heliusApiClient.requestId={_KEY}",
            "HELIUS_API_KEY=00000000-0000-0000-0000-000000000000",
        ),
    ),
)
