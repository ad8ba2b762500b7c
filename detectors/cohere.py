"""Cohere: an API key.

https://docs.cohere.com/reference/about
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("cohere-api-key", "Cohere API key", part="key")

_API_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![A-Za-z])cohere(?!n){TELLING}|\bco_api_key",
        r"[A-Za-z0-9]{40}",
        (
            "cohere",
            "co_api_key",
        ),
        (
            (f"COHERE_API_KEY={_API_KEY}", _API_KEY),
            (f"export CO_API_KEY={_API_KEY}", _API_KEY),
        ),
        (
            f"COHERE_API_KEY={_API_KEY}0",
            f"COHERE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cohere_id={_API_KEY}",
            "COHERENT_KEY=" + made(ALNUM, 40),
        ),
        check=not_hex("key"),
    ),
)
