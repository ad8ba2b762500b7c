"""vpnapi.io's keys.

https://vpnapi.io/api-documentation
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("vpnapi-key", "vpnapi.io key", part="key")

_KEY: Final = made(ALNUM, 32, "vpnapi-key")

DETECTORS = (
    secretive(
        KEY,
        "vpnapi",
        alnum(32),
        ("vpnapi",),
        ((f"VPNAPI_API_KEY={_KEY}", _KEY), (f'"vpnapi_api_key": "{_KEY}"', _KEY)),
        (
            f"VPNAPI_API_KEY={_KEY}0x",
            f"VPNAPI_API_KEY={_KEY[:-8]}",
            f"vpnapi_commit={_KEY}",
            "VPNAPI_API_KEY=your_vpnapi_key_goes_here_1",
        ),
    ),
)
