"""Asaas: the API keys of an account, of production and of the sandbox.

https://docs.asaas.com/docs/authentication-2
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

API_TOKEN = one("asaas-api-token", "Asaas API key")

_API_TOKEN: Final = "$aact_prod_" + made(ALNUM, 120)

DETECTORS = (
    prefixed(
        API_TOKEN,
        r"\$aact_(?:(?:prod|hmlg)_)?[A-Za-z0-9+/=:]{30,300}",
        ("aact_",),
        (
            (f"ASAAS_API_KEY={_API_TOKEN}", _API_TOKEN),
            (f"Authorization: Bearer {_API_TOKEN}", _API_TOKEN),
        ),
        (
            "$aact_prod_too_short",
            f"$aact_dev_{_API_TOKEN[11:41]}",
            f"$aact_prod_{'x' * 60}",
        ),
    ),
)
