"""SumUp's API keys.

https://developer.sumup.com/tools/authorization/api-keys/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

KEY = one("sumup-api-key", "SumUp API key", part="key")

_KEY: Final = "sup_sk_" + made(ALNUM, 24, "sumup-api-key")

DETECTORS = (
    prefixed(
        KEY,
        r"sup_sk_" + alnum(24, 64),
        ("sup_sk_",),
        ((f"SUMUP_API_KEY={_KEY}", _KEY), (f'"sumup_api_key": "{_KEY}"', _KEY)),
        (_KEY[:-6], f"x{_KEY}", "sup_sk_" + "x" * 24, "sup_sk_your-key"),
    ),
)
