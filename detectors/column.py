"""Column: the API key of a platform, live or for tests.

https://column.com/docs/api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one

API_KEY = one("column-api-key", "Column API key", part="key")

_API_KEY: Final = "live_" + made(ALNUM, 27)

DETECTORS = (
    named(
        API_KEY,
        rf"(?<![a-z])column{TELLING}",
        r"(?:test|live)_[A-Za-z0-9]{27}",
        ("column",),
        (
            (f"COLUMN_API_KEY={_API_KEY}", _API_KEY),
            (f'"column_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"COLUMN_API_KEY={_API_KEY}0",
            f"COLUMN_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"column_id={_API_KEY}",
        ),
        prefilter=r"column[\s\S]{0,80}(?:test|live)_[A-Za-z0-9]{27}",
    ),
)
