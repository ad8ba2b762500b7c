"""Cloudmersive: the API key of an account.

https://api.cloudmersive.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, UUID, made, named, one

API_KEY = one("cloudmersive-api-key", "Cloudmersive API key", part="key")

_API_KEY: Final = f"{made(HEX, 8)}-" + "-".join(made(HEX, 4, seed) for seed in "abc") + f"-{made(HEX, 12)}"

DETECTORS = (
    named(
        API_KEY,
        rf"cloudmersive{TELLING}",
        rf"{UUID}",
        ("cloudmersive",),
        (
            (f"CLOUDMERSIVE_API_KEY={_API_KEY}", _API_KEY),
            (f"cloudmersive_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"CLOUDMERSIVE_API_KEY={_API_KEY}0",
            f"CLOUDMERSIVE_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"cloudmersive_id={_API_KEY}",
        ),
    ),
)
