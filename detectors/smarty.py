"""Smarty's auth tokens; it was SmartyStreets.

https://www.smarty.com/docs/cloud/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one
from .secretive import alnum, secretive

TOKEN = one("smarty-auth-token", "Smarty auth token")

_TOKEN: Final = made(ALNUM, 20, "smarty-auth-token")

DETECTORS = (
    secretive(
        TOKEN,
        "smarty[-_]?(?:streets)?[-_.]?(?:auth|api|token)",
        alnum(20),
        ("smarty",),
        ((f"SMARTY_AUTH_TOKEN={_TOKEN}", _TOKEN), (f'"smarty_auth_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SMARTY_AUTH_TOKEN={_TOKEN}0x",
            f"SMARTY_AUTH_TOKEN={_TOKEN[:-5]}",
            f"smarty_commit={_TOKEN}",
            "SMARTY_AUTH_TOKEN=your_smarty_key_goes_here_1",
        ),
    ),
)
