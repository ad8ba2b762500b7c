"""Neon's API keys, and the passwords of its databases where they stand alone: in a URL they are those of postgres.py.

https://neon.com/docs/manage/api-keys and https://neon.com/docs/connect/connect-from-any-app
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, LOWER, made, one, prefixed
from .secretive import cased

KEY = one("neon-api-key", "Neon API key", part="key")
PASSWORD = one("neon-password", "Neon database password", part="password")

_KEY: Final = "napi_" + made(LOWER, 64)
_PASSWORD: Final = "npg_" + made(ALNUM, 12, "neon")

DETECTORS = (
    prefixed(
        KEY,
        "napi_[a-z0-9]{64}",
        ("napi_",),
        ((f"NEON_API_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
            f"napi_{'0' * 64}",
        ),
    ),
    prefixed(
        PASSWORD,
        r"npg_" + cased(12) + "(?!@)",
        ("npg_",),
        ((f"PGPASSWORD={_PASSWORD}", _PASSWORD), (f'password: "{_PASSWORD}"', _PASSWORD)),
        (
            _PASSWORD[:-1],
            f"{_PASSWORD}0",
            f"x{_PASSWORD}",
            "npg_" + "x" * 12,
            "npg_" + made(LOWER, 12, "digest"),
            f"postgresql://neondb_owner:{_PASSWORD}@ep-a-b-1.eu-central-1.aws.neon.tech/neondb",
        ),
    ),
)
