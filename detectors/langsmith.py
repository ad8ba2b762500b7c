"""LangSmith's keys: of a person (pt), of a service (sk); and what a self-hosted one is licensed and provisioned with.

https://docs.langchain.com/langsmith/create-account-api-key
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

TOKEN = one("langsmith-personal-access-token", "LangSmith personal access token")
KEY = one("langsmith-service-key", "LangSmith service key", part="key")
OLD = one("langsmith-api-key", "LangSmith API key", part="key")

_TOKEN: Final = "lsv2_pt_" + made(HEX, 32) + "_" + made(HEX, 10)
_KEY: Final = "lsv2_sk_" + made(HEX, 32) + "_" + made(HEX, 10)
_OLD: Final = "ls__" + made(HEX, 32)

DETECTORS = (
    prefixed(
        TOKEN,
        "lsv2_pt_[0-9a-f]{32}_[0-9a-f]{10}",
        ("lsv2_pt_",),
        ((f"LANGSMITH_API_KEY={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
    prefixed(
        KEY,
        "lsv2_sk_[0-9a-f]{32}_[0-9a-f]{10}",
        ("lsv2_sk_",),
        ((f"LANGSMITH_SERVICE_KEY={_KEY}", _KEY),),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    prefixed(
        OLD,
        "ls__[0-9a-f]{32}",
        ("ls__",),
        ((f"LANGCHAIN_API_KEY={_OLD}", _OLD),),
        (
            _OLD[:-1],
            f"{_OLD}a",
        ),
    ),
)
