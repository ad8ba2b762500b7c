"""Okta's API tokens: 42 characters that begin with two zeros, and no more, so that Okta's name must be near; and the
secrets of its clients, which only a name tells.

https://developer.okta.com/docs/guides/create-an-api-token/main/ and
https://developer.okta.com/docs/guides/client-secret-rotation-key/main/
"""

from __future__ import annotations

from typing import Final

from .base import Confidence
from .filters.says import DENIES
from .forms import ALNUM, URL_SAFE, made, named, one, prefixed
from .secretive import cased

TOKEN = one("okta-api-token", "Okta API token")
SECRET = one("okta-client-secret", "Okta client secret", part="secret")

_TOKEN: Final = "00" + made(URL_SAFE, 40)
_SECRET: Final = made(URL_SAFE, 64, "okta")
_PADDED: Final = "00" + made(ALNUM, 20) + "=" + made(ALNUM, 19)

DETECTORS = (
    prefixed(
        TOKEN,
        r"00[A-Za-z0-9_\-]{40}",
        ("00",),
        (
            (f"okta_api_token = {_TOKEN}", _TOKEN),
            (f'variable "corp_okta_api_token" {{\n  default = "{_TOKEN}"\n}}', _TOKEN),
            (f"Authorization: SSWS {_TOKEN}", _TOKEN),
        ),
        (
            f"rookTable = {_TOKEN}",
            f"token = {_TOKEN}",
            f"okta_api_token = {_TOKEN}-",
            "okta_token = " + "0" * 42,
            _TOKEN[:-1] + " okta",
        ),
        near="(?<![a-z])okta|(?-i:[a-z]Okta)|ssws",
        prefilter=r"[^0-9a-z_\-]00[A-Za-z0-9_\-]{40}",
        confidence=Confidence.CONTEXT,
        least=3.6,
    ),
    named(
        TOKEN,
        "okta",
        r"00[A-Za-z0-9_=\-]{40}",
        ("okta",),
        ((f'oktaToken = "{_PADDED}"', _PADDED),),
        (
            f'okta_id = "{_PADDED}"',
            f"rookTable = {_PADDED}",
        ),
        common=True,
        least=3.6,
    ),
    named(
        SECRET,
        r"okta[\w.\-]{0,24}client[\-_.]?secret" + DENIES,
        cased(64, also="_\\-") + "|" + cased(40, also="_\\-"),
        ("okta",),
        ((f"OKTA_CLIENT_SECRET={_SECRET}", _SECRET), (f'oktaClientSecret: "{_SECRET[:40]}"', _SECRET[:40])),
        (
            f"OKTA_CLIENT_SECRET={_SECRET[:-1]}",
            f"OKTA_CLIENT_SECRET={'x' * 64}",
            f"CLIENT_SECRET={_SECRET}",
            f"okta_client_id={_SECRET[:40]}",
            "okta_client_secret=prod-okta-client-secret-of-the-web-app-1",
            f"okta_client_secret_id={_SECRET[:40]}",
        ),
        least=3.6,
    ),
)
