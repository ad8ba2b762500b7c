"""Partner keys of Shopee's Open Platform.

https://open.shopee.com/developer-guide/16
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

KEY = one("shopee-partner-key", "Shopee partner key", part="key")

_KEY: Final = made(ALNUM, 60, "shopee-partner-key")

DETECTORS = (
    secretive(
        KEY,
        "shopee",
        alnum(60, 64),
        ("shopee",),
        ((f"SHOPEE_PARTNER_KEY={_KEY}", _KEY), (f'"shopee_partner_key": "{_KEY}"', _KEY)),
        (f"SHOPEE_PARTNER_KEY={_KEY[:-15]}", f"shopee_commit={_KEY}", "SHOPEE_PARTNER_KEY=your_shopee_key_goes_here_1"),
    ),
)
