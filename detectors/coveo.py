"""Coveo: the API keys of an organisation and access tokens of a user.

https://docs.coveo.com/en/1718/manage-an-organization/manage-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

API_KEY = one("coveo-api-key", "Coveo API key", part="key")

_API_KEY: Final = "xx" + made_uuid()

DETECTORS = (
    prefixed(
        API_KEY,
        rf"xx{UUID}",
        ("xx",),
        (
            (f"COVEO_API_KEY={_API_KEY}", _API_KEY),
            (f"Authorization: Bearer {_API_KEY}", _API_KEY),
        ),
        (
            _API_KEY[:-1],
            f"{_API_KEY}0",
            f"x{_API_KEY}",
            "xx00000000-0000-0000-0000-000000000000",
        ),
        prefilter=r"xx[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ),
)
