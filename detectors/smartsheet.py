"""Smartsheet's access tokens, of today and as they were.

https://developers.smartsheet.com/api/smartsheet/guides/basics/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("smartsheet-access-token", "Smartsheet access token")

_TOKEN: Final = made(ALNUM, 37, "smartsheet")

DETECTORS = (
    secretive(
        TOKEN,
        "smartsheet",
        "(?:" + alnum(37) + "|" + alnum(26) + ")",
        ("smartsheet",),
        ((f"SMARTSHEET_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"smartsheet_access_token": "{_TOKEN}"', _TOKEN)),
        (f"SMARTSHEET_ACCESS_TOKEN={_TOKEN[:-2]}", f"smartsheet_commit={_TOKEN}", "SMARTSHEET_ACCESS_TOKEN=your-token"),
    ),
)
