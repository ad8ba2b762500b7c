"""UpCloud's API tokens.

https://upcloud.com/docs/guides/getting-started-upcloud-api/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("upcloud-api-token", "UpCloud API token")

_TOKEN: Final = "ucat_" + made(ALNUM, 26, "upcloud-api-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"ucat_" + alnum(26),
        ("ucat_",),
        ((f"UPCLOUD_API_TOKEN={_TOKEN}", _TOKEN), (f'"upcloud_api_token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:-6], f"x{_TOKEN}", "ucat_" + "x" * 26, "ucat_your-key"),
    ),
)
