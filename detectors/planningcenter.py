"""Planning Center's personal access tokens.

https://developer.planning.center/docs/#/overview/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

TOKEN = one("planning-center-token", "Planning Center access token")

_TOKEN: Final = "pco_pat_" + made(HEX, 72)

DETECTORS = (
    prefixed(
        TOKEN,
        "pco_(?:pat|app|tok)_[0-9a-f]{64}[0-9a-f]{0,8}",
        (
            "pco_pat_",
            "pco_app_",
            "pco_tok_",
        ),
        ((f"PCO_SECRET={_TOKEN}", _TOKEN),),
        (
            "pco_pat_short",
            f"pco_pat_{'0' * 64}",
        ),
    ),
)
