"""FetchRSS' API keys: 40 characters, told by their name only.

https://fetchrss.com/developers
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

KEY = one("fetchrss-api-key", "FetchRSS API key", part="key")

_KEY: Final = made(ALNUM, 40)

DETECTORS = (
    named(
        KEY,
        keyed("fetchrss"),
        r"[A-Za-z0-9.]{40}",
        ("fetchrss",),
        ((f"FETCHRSS_API_KEY={_KEY}", _KEY), (f'fetchrssApiKey = "{_KEY}"', _KEY)),
        (
            f"FETCHRSS_API_KEY={_KEY}0",
            f"fetchrss build {_KEY}",
            f"FETCHRSS_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
        least=3.5,
    ),
)
