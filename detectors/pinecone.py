"""Pinecone's API keys: today's say what they are, those of before are UUIDs.

https://docs.pinecone.io/guides/projects/manage-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, made_uuid, named, one, prefixed

KEY = one("pinecone-api-key", "Pinecone API key", part="key")

_KEY: Final = f"pcsk_{made(ALNUM, 6)}_{made(ALNUM, 63)}"
_OLD: Final = made_uuid()

DETECTORS = (
    prefixed(
        KEY,
        "pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{63}",
        ("pcsk_",),
        ((f"PINECONE_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"pcsk_abc12_{'x' * 63}",
        ),
        least=3.8,
    ),
    named(
        KEY,
        "pinecone",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("pinecone",),
        (
            (f"PINECONE_API_KEY={_OLD}", _OLD),
            (f'pineconeKey: "{_OLD}"', _OLD),
        ),
        (
            f"PINECONE_API_KEY={_OLD}0",
            f"pinecone_project: {_OLD}",
            "PINECONE_API_KEY=00000000-0000-0000-0000-000000000000",
        ),
        common=True,
    ),
)
