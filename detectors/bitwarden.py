"""Bitwarden: the access token of a machine account, and the secret of an API key beside its client id.

https://bitwarden.com/help/access-tokens/ and https://bitwarden.com/help/personal-api-key/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, BASE64, UUID, has_digits, made, made_uuid, named, one, prefixed

ACCESS_TOKEN = one("bitwarden-access-token", "Bitwarden access token")
CLIENT_SECRET = one("bitwarden-client-secret", "Bitwarden client secret", part="secret")

_ACCESS_TOKEN: Final = "0." + made_uuid() + "." + made(ALNUM, 30) + ":" + made(BASE64, 22) + "=="
_CLIENT_SECRET: Final = made(ALNUM, 30)

DETECTORS = (
    prefixed(
        ACCESS_TOKEN,
        rf"0\.{UUID}\.[A-Za-z0-9]{{30}}:[A-Za-z0-9+/]{{22}}==",
        ("0.",),
        (
            (f"BWS_ACCESS_TOKEN={_ACCESS_TOKEN}", _ACCESS_TOKEN),
            (f"Authorization: Bearer {_ACCESS_TOKEN}", _ACCESS_TOKEN),
        ),
        (
            _ACCESS_TOKEN[:-3],
            f"1{_ACCESS_TOKEN}",
            _ACCESS_TOKEN.replace(":", "."),
        ),
        prefilter=r"0\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.[A-Za-z0-9]{30}:",
    ),
    named(
        CLIENT_SECRET,
        r"apiKeyClientSecret|(?:bitwarden|\bbw)[\w.\- ]{0,16}client[-_]?secret",
        r"[A-Za-z0-9]{30,46}",
        (
            "clientsecret",
            "client_secret",
            "client-secret",
        ),
        (
            (f"BW_CLIENTSECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f'bwClientsecret = "{_CLIENT_SECRET}"', _CLIENT_SECRET),
        ),
        (
            "BW_CLIENTSECRET=short",
            f"BW_CLIENTSECRET={'x' * 30}",
            f"CLIENTSECRET={_CLIENT_SECRET}",
        ),
        prefilter=r"apikeyclientsecret|(?:bitwarden|bw)[\w.\- ]{0,16}client[\-_]?secret",
        check=has_digits("secret"),
    ),
)
