"""BuddyNS: the API key of an account.

https://www.buddyns.com/support/api/v2/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, UUID, made, named, one

API_KEY = one("buddyns-api-key", "BuddyNS API key", part="key")

_API_KEY: Final = made(LOWER, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"buddyns{TELLING}",
        rf"(?:{UUID}|[a-z0-9]{{36,40}})",
        ("buddyns",),
        (
            (f"BUDDYNS_API_KEY={_API_KEY}", _API_KEY),
            (f"buddyns_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"BUDDYNS_API_KEY={_API_KEY[:12]}",
            f"BUDDYNS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
