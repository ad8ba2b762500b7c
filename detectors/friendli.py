"""Friendli's personal access tokens.

https://friendli.ai/docs/guides/personal_access_tokens
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("friendli-token", "Friendli token")

_TOKEN: Final = "flp_" + made(ALNUM, 46)

DETECTORS = (
    prefixed(
        TOKEN,
        r"flp_[A-Za-z0-9]{46}",
        ("flp_",),
        ((f"FRIENDLI_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}"),
    ),
)
