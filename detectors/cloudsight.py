"""CloudSight: the API key of an account.

https://cloudsight.docs.apiary.io/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("cloudsight-api-key", "CloudSight API key", part="key")

_API_KEY: Final = made(ALNUM, 22)

DETECTORS = (
    named(
        API_KEY,
        rf"cloudsight{TELLING}",
        r"[A-Za-z0-9_\-]{22,24}",
        ("cloudsight",),
        (
            (f"CLOUDSIGHT_API_KEY={_API_KEY}", _API_KEY),
            (f'cloudsightApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CLOUDSIGHT_API_KEY={_API_KEY[:12]}",
            f"CLOUDSIGHT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
