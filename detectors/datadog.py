"""Datadog's keys: an API key sends data, an application key reads and changes what an API key's organisation has.

    ddpat_ ddsat_   access tokens, of a person and of a service account, which need no API key
    ddapp_          a new application key

https://docs.datadoghq.com/account_management/api-app-keys/ and
https://docs.datadoghq.com/account_management/personal-access-tokens/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, HEX, assignment, made, named, one, prefixed
from .secretive import alnum, cased

API = one("datadog-api-key", "Datadog API key", part="key")
# It works only beside an API key, so that both are one credential where both are there.
APP = CredentialType(
    name="datadog-app-key",
    title="Datadog application key",
    parts=("key", "api_key"),
    secret=frozenset({"key", "api_key"}),
    identity=("key",),
)
ACCESS = one("datadog-access-token", "Datadog access token")

_WORDS: Final = r"data[-_]?dog|\bdd_ap[ip]"
_KEYWORDS: Final = ("datadog", "data-dog", "data_dog", "dd_api", "dd_app")
_API: Final = made(HEX, 32)
_APP: Final = made(HEX, 40)
_PERSONAL: Final = f"ddpat_{made(ALNUM, 22, 'datadog')}_{made(ALNUM, 32, 'datadog')}"
_NEW: Final = "ddapp_" + made(ALNUM, 34, "datadog")

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
    prefixed(
        ACCESS,
        r"dd[ps]at_" + alnum(10, 64) + "_" + cased(16, 80),
        ("ddpat_", "ddsat_"),
        ((f"DD_ACCESS_TOKEN={_PERSONAL}", _PERSONAL), (f"Authorization: Bearer {_PERSONAL}", _PERSONAL)),
        (_PERSONAL[:20], f"x{_PERSONAL}", f"ddpat_{'x' * 22}_{'x' * 32}", "weapon_deagle_hy_ddpat_urb_light_large"),
        least=3.6,
    ),
    prefixed(
        APP,
        r"ddapp_" + cased(34),
        ("ddapp_",),
        ((f"DD_APP_KEY={_NEW}", _NEW), (f"DD-APPLICATION-KEY: {_NEW}", _NEW)),
        (_NEW[:-1], f"{_NEW}0", f"a{_NEW}", "ddapp_" + "x" * 34),
        companions=(("api_key", assignment("api_key", _WORDS, r"[a-z0-9]{32}")),),
    ),
)
