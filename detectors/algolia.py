"""Algolia: an API key, which works beside the id of its application.

https://www.algolia.com/doc/guides/security/api-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, TELLING, assignment, made, named

API_KEY = CredentialType(
    name="algolia-api-key",
    title="Algolia API key",
    parts=("key", "app_id"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_API_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"algolia{TELLING}|x-algolia-api",
        r"[a-fA-F0-9]{32}",
        ("algolia",),
        (
            (f"ALGOLIA_API_KEY={_API_KEY}", _API_KEY),
            (f"algolia_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"ALGOLIA_API_KEY={_API_KEY}0",
            f"ALGOLIA_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"algolia_id={_API_KEY}",
        ),
        companions=(("app_id", assignment("app_id", r"algolia[\w.\- ]{0,16}app", r"[A-Z0-9]{10}")),),
    ),
)
