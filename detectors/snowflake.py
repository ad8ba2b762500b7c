"""Snowflake's programmatic access tokens, which work in place of a password; the account stands near.

https://docs.snowflake.com/en/user-guide/programmatic-access-tokens
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .base import CredentialType
from .forms import URL_SAFE, made
from .secretive import alnum, secretive

TOKEN = CredentialType(
    name="snowflake-programmatic-access-token",
    title="Snowflake programmatic access token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="host",
)

_TOKEN: Final = made(URL_SAFE, 128, "snowflake")

DETECTORS = (
    replace(
        secretive(
            TOKEN,
            r"snowflake|snowsql",
            alnum(80, 600, also=r"_\-.") + "={0,2}",
            ("snowflake", "snowsql"),
            (
                (f"SNOWFLAKE_TOKEN={_TOKEN}", _TOKEN),
                (f'snowflake_pat_token: "{_TOKEN}"  # acme-prod.snowflakecomputing.com', _TOKEN),
            ),
            (f"ACCESS_TOKEN={_TOKEN}", f"SNOWFLAKE_TOKEN={_TOKEN[:40]}", f"SNOWFLAKE_TOKEN={'a1' * 60}"),
            companions=(
                ("host", r"(?<![\w.\-])(?P<host>[A-Za-z0-9][\w.\-]{1,120}\.snowflakecomputing\.com)(?![\w.\-])"),
            ),
            least=3.5,
        ),
        span=800,
    ),
)
