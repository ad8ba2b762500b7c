"""Infura: the API key of a project, with its name and in the address of a node.

https://docs.metamask.io/services/get-started/endpoints/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence, Detector, Parts
from .forms import HEX, made, named, one, varied
from .generic.values import Strength, strength

API_KEY = one("infura-api-key", "Infura API key", part="key")

_KEY: Final = made(HEX, 32, "infura")
_DIGITS: Final = 3


def _is_random(parts: Parts) -> bool:
    """No path, no name."""
    value = parts["key"].reveal()
    return sum(map(str.isdigit, value)) >= _DIGITS and "/" not in value[:_DIGITS] and strength(value) is Strength.RANDOM


DETECTORS = (
    named(
        API_KEY,
        "infura",
        r"[A-Za-z0-9+/_\-]{24,64}={0,2}",
        ("infura",),
        ((f"INFURA_API_KEY={_KEY}", _KEY), (f'infuraKey: "{_KEY}"', _KEY), (f"INFURA_PROJECT_SECRET={_KEY}", _KEY)),
        (
            "INFURA_KEY_PATH=/run/secrets/infura_api_key_v123",
            "INFURA_KEY=acme-prod-mainnet-infura-key-123",
            f"INFURA_COMMIT={_KEY}",
            f"INFURA_API_KEY={'0' * 32}",
        ),
        common=True,
        check=_is_random,
    ),
    Detector(
        type=API_KEY,
        keywords=("infura.io",),
        # The key alone: before the host there may be a secret, too.
        pattern=r"(?:(?<=\.infura\.io/v3/)|(?<=\.infura\.io/ws/v3/))(?P<key>[0-9a-f]{32})(?![A-Za-z0-9_\-])",
        confidence=Confidence.CONTEXT,
        check=varied("key"),
        examples=(
            (f"https://mainnet.infura.io/v3/{_KEY}", _KEY),
            (f"wss://sepolia.infura.io/ws/v3/{_KEY}", _KEY),
        ),
        near_misses=(
            f"https://mainnet.infura.io/v3/{_KEY}0",
            f"https://mainnet.infura.io/v3/{'0' * 32}",
            "https://mainnet.infura.io/v3/YOUR-API-KEY",
            f"https://infura.io/docs/{_KEY}",
        ),
    ),
)
