"""ChartMogul: the API key of an account.

https://dev.chartmogul.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("chartmogul-api-key", "ChartMogul API key", part="key")

_API_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"chartmogul{TELLING}",
        r"[a-z0-9]{32}",
        ("chartmogul",),
        (
            (f"CHARTMOGUL_API_KEY={_API_KEY}", _API_KEY),
            (f'chartmogulApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CHARTMOGUL_API_KEY={_API_KEY}0",
            f"CHARTMOGUL_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"chartmogul_id={_API_KEY}",
        ),
    ),
)
