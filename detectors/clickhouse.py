"""ClickHouse Cloud: the secret of an API key, which works beside the id of the key.

https://clickhouse.com/docs/cloud/manage/openapi
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, HEX, assignment, made, not_hex, prefixed

SECRET_KEY = CredentialType(
    name="clickhouse-cloud-api-secret-key",
    title="ClickHouse Cloud API secret",
    parts=("key", "key_id"),
    secret=frozenset({"key"}),
    identity=("key",),
)

_SECRET_KEY: Final = "4b1d" + made(ALNUM, 38)

DETECTORS = (
    prefixed(
        SECRET_KEY,
        r"4b1d[A-Za-z0-9]{38}",
        ("4b1d",),
        (
            (f"CLICKHOUSE_SECRET={_SECRET_KEY}", _SECRET_KEY),
            (f'client = Client("{_SECRET_KEY}")', _SECRET_KEY),
        ),
        (
            _SECRET_KEY[:-1],
            f"{_SECRET_KEY}0",
            f"4b1d{'x' * (len(_SECRET_KEY) - 4)}",
            "4b1d" + made(HEX, 38),
        ),
        companions=(("key_id", assignment("key_id", r"clickhouse[\w.\- ]{0,24}id", r"[A-Za-z0-9]{20}")),),
        prefilter=r"4b1d[A-Za-z0-9]{38}",
        check=not_hex("key"),
    ),
)
