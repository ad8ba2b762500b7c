"""Val Town's API tokens.

https://docs.val.town/reference/api/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("val-town-api-token", "Val Town API token")

_TOKEN: Final = "vtwn_" + made(ALNUM, 32, "val-town-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"vtwn_" + alnum(32, also="_"),
        ("vtwn_",),
        ((f"VAL_TOWN_API_TOKEN={_TOKEN}", _TOKEN), (f'"val_town_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-8], f"x{_TOKEN}", "vtwn_" + "x" * 32, "vtwn_your-key"),
    ),
)
