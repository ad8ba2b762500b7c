"""Deno Deploy's access tokens: a person's (`ddp_`) or an organisation's (`ddo_`).

https://docs.deno.com/deploy/reference/accounts/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("deno-deploy-token", "Deno Deploy access token")

_TOKEN: Final = "ddp_" + made(ALNUM, 36)

DETECTORS = (
    prefixed(
        TOKEN,
        r"dd[pow]_[A-Za-z0-9]{36}",
        ("ddp_", "ddo_", "ddw_"),
        ((f"DENO_DEPLOY_TOKEN={_TOKEN}", _TOKEN), (f"deployctl deploy --token={_TOKEN}", _TOKEN)),
        (_TOKEN[:-1], f"{_TOKEN}0", f"x{_TOKEN}"),
    ),
)
