"""Datadog's keys: an API key sends data, an application key reads and changes what an API key's organisation has.

https://docs.datadoghq.com/account_management/api-app-keys/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import HEX, assignment, made, named, one

API = one("datadog-api-key", "Datadog API key", part="key")
# It works only beside an API key, so that both are one credential where both are there.
APP = CredentialType(
    name="datadog-app-key",
    title="Datadog application key",
    parts=("key", "api_key"),
    secret=frozenset({"key", "api_key"}),
    identity=("key",),
)

_WORDS: Final = r"data[-_]?dog|\bdd_ap[ip]"
_KEYWORDS: Final = ("datadog", "data-dog", "data_dog", "dd_api", "dd_app")
_API: Final = made(HEX, 32)
_APP: Final = made(HEX, 40)

DETECTORS = (
    named(
        API,
        _WORDS,
        r"[a-z0-9]{32}",
        _KEYWORDS,
        ((f"DD_API_KEY={_API}", _API), (f'datadog.api_key: "{_API}"', _API)),
        (f"DATADOG_API_KEY={_API}0", f"DATADOG_API_KEY={'0' * 32}", f"checksum={_API}"),
    ),
    named(
        APP,
        _WORDS,
        r"[a-z0-9]{40}",
        _KEYWORDS,
        ((f"DATADOG_APP_KEY={_APP}", _APP), (f'System.setProperty("datadog.appKey", "{_APP}")', _APP)),
        (f"DATADOG_APP_KEY={_APP[1:]}!", f"commit={_APP}"),
        companions=(("api_key", assignment("api_key", _WORDS, r"[a-z0-9]{32}")),),
    ),
)
