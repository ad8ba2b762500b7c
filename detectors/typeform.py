"""Typeform's personal access tokens.

https://www.typeform.com/developers/get-started/personal-access-token/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed
from .secretive import alnum

TOKEN = one("typeform-personal-access-token", "Typeform personal access token")

_TOKEN: Final = "tfp_" + made(ALNUM, 40, "typeform-personal-access-token")

DETECTORS = (
    prefixed(
        TOKEN,
        r"tfp_" + alnum(40, 90, also="_.=\\-"),
        ("tfp_",),
        (
            (f"TYPEFORM_PERSONAL_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f'"typeform_personal_access_token": "{_TOKEN}"', _TOKEN),
        ),
        (_TOKEN[:-10], f"x{_TOKEN}", "tfp_" + "x" * 40, "tfp_your-key"),
    ),
)
