"""Chroma Cloud's API keys: base 58, which Chroma's name stands beside.

https://docs.trychroma.com/cloud/getting-started
"""

from __future__ import annotations

from typing import Final

from .forms import made, one, prefixed

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

KEY = one("chroma-cloud-api-key", "Chroma Cloud API key", part="key")

_KEY: Final = "ck-" + made(_BASE58, 44, "chroma")

DETECTORS = (
    prefixed(
        KEY,
        r"ck-[1-9A-HJ-NP-Za-km-z]{43,44}",
        (
            "chroma_",
            "chroma-api",
            "chromaapi",
            "chromadb",
            "trychroma",
        ),
        (
            (f"CHROMA_API_KEY={_KEY}", _KEY),
            (f"chromadb.CloudClient(tenant='t', api_key='{_KEY}')", _KEY),
        ),
        (
            f"CHROMA_API_KEY={_KEY[:-2]}",
            f"CHROMA_API_KEY={_KEY}0",
            f"API_KEY={_KEY}",
            "CHROMA_API_KEY=ck-" + "x" * 44,
        ),
        least=3.6,
        near=r"chroma_|chroma-?api|chromadb|trychroma",
    ),
)
