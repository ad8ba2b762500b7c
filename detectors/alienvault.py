"""AlienVault Open Threat Exchange: the key of its API.

https://otx.alienvault.com/api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("alienvault-otx-api-key", "AlienVault OTX API key", part="key")

_API_KEY: Final = made(HEX, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"(?:alienvault|\botx|_otx){TELLING}|x-otx-api-key",
        r"[a-f0-9]{64}",
        (
            "alienvault",
            "otx",
        ),
        (
            (f"OTX_API_KEY={_API_KEY}", _API_KEY),
            (f'otxApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"OTX_API_KEY={_API_KEY}0",
            f"OTX_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"otx_id={_API_KEY}",
        ),
        prefilter=rf"(?:alienvault|otx){TELLING}|x-otx-api-key",
    ),
)
