"""AbuseIPDB: the API key of an account.

https://docs.abuseipdb.com/#introduction
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("abuseipdb-api-key", "AbuseIPDB API key", part="key")

_API_KEY: Final = made(HEX, 80)

DETECTORS = (
    named(
        API_KEY,
        rf"abuseipdb{TELLING}",
        r"[a-z0-9]{80}",
        ("abuseipdb",),
        (
            (f"ABUSEIPDB_API_KEY={_API_KEY}", _API_KEY),
            (f'abuseipdb-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"ABUSEIPDB_API_KEY={_API_KEY}0",
            f"ABUSEIPDB_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"abuseipdb_id={_API_KEY}",
        ),
    ),
)
