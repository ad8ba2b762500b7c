"""dbt's tokens: of a service (dbtc) and of a person (dbtu).

https://docs.getdbt.com/docs/dbt-cloud-apis/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, one, prefixed
from .secretive import cased

TOKEN = one("dbt-api-token", "dbt API token")

_TOKEN: Final = "dbtc_" + made(URL_SAFE, 50, "dbt")
_PERSON: Final = "dbtu_" + made(URL_SAFE, 39, "dbt")

DETECTORS = (
    prefixed(
        TOKEN,
        r"dbt[cu]_" + cased(38, 64, also="_\\-"),
        ("dbtc_", "dbtu_"),
        ((f"DBT_CLOUD_API_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Token {_PERSON}", _PERSON)),
        (_TOKEN[:30], f"x{_TOKEN}", "dbtc_" + "x" * 50, "dbtu_fallback_token"),
        least=3.8,
    ),
)
