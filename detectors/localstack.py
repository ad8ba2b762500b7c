"""LocalStack's tokens.

https://docs.localstack.cloud/aws/getting-started/auth-token/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, made, one, prefixed

TOKEN = one("localstack-auth-token", "LocalStack auth token")

_TOKEN: Final = "ls-" + "-".join(made(ALNUM, length) for length in (8, 4, 4, 4, 12))

DETECTORS = (
    prefixed(
        TOKEN,
        "ls-[A-Za-z0-9]{8}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}-[A-Za-z0-9]{12,16}",
        ("ls-",),
        ((f"LOCALSTACK_AUTH_TOKEN={_TOKEN}", _TOKEN),),
        (
            _TOKEN[:-1],
            f"too{_TOKEN}",
        ),
        prefilter="ls-[a-z0-9]{8}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{12}",
    ),
)
