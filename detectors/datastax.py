"""DataStax Astra's application tokens: `AstraCS:`, the client id and, behind a colon, the secret.

https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, one, prefixed

TOKEN = one("datastax-astra-application-token", "DataStax Astra application token")

_TOKEN: Final = f"AstraCS:{made(ALNUM, 24)}:{made(HEX, 64)}"

DETECTORS = (
    prefixed(
        TOKEN,
        r"AstraCS:(?:[A-Za-z0-9]{20,32}:[0-9a-f]{60,72}|[A-Za-z0-9]{40,100})",
        ("astracs:",),
        ((f"ASTRA_DB_APPLICATION_TOKEN={_TOKEN}", _TOKEN), (f'"token": "{_TOKEN}"', _TOKEN)),
        (_TOKEN[:36], f"x{_TOKEN}", "AstraCS:" + "x" * 24 + ":" + "0" * 64),
    ),
)
