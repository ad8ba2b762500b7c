"""Bitbucket: app passwords and access tokens of the cloud, tokens of a data center, secrets of OAuth consumers.

https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/ and https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, UPPER_HEX, made, named, one, prefixed

APP_PASSWORD = one("bitbucket-app-password", "Bitbucket app password", part="password")
SERVER_TOKEN = one("bitbucket-server-token", "Bitbucket Data Center access token")
CLIENT_SECRET = one("bitbucket-client-secret", "Bitbucket client secret", part="secret")

_APP_PASSWORD: Final = "ATBB" + made(ALNUM, 24) + made(UPPER_HEX, 8)
_SERVER_TOKEN: Final = "BBDC-" + made(ALNUM, 44)
_CLIENT_SECRET: Final = made(ALNUM, 32)

DETECTORS = (
    prefixed(
        APP_PASSWORD,
        r"ATBB[A-Za-z0-9]{24,40}[0-9A-F]{8}",
        ("atbb",),
        (
            (f"BITBUCKET_APP_PASSWORD={_APP_PASSWORD}", _APP_PASSWORD),
            (f"Authorization: Bearer {_APP_PASSWORD}", _APP_PASSWORD),
        ),
        (
            _APP_PASSWORD[:20],
            f"a{_APP_PASSWORD}",
            f"ATBB{'x' * 24}{_APP_PASSWORD[-8:]}",
        ),
    ),
    prefixed(
        SERVER_TOKEN,
        r"BBDC-[A-Za-z0-9+/@_\-]{40,50}",
        ("bbdc-",),
        (
            (f"BITBUCKET_SERVER_TOKEN={_SERVER_TOKEN}", _SERVER_TOKEN),
            (f'client = Client("{_SERVER_TOKEN}")', _SERVER_TOKEN),
        ),
        (
            _SERVER_TOKEN[:20],
            f"a{_SERVER_TOKEN}",
            f"BBDC-{'x' * 44}",
        ),
    ),
    named(
        CLIENT_SECRET,
        rf"bitbucket{TELLING}",
        r"(?:[A-Za-z0-9]{32}|[A-Za-z0-9_\-]{44}|[A-Za-z0-9=_\-]{64})",
        ("bitbucket",),
        (
            (f"BITBUCKET_CLIENT_SECRET={_CLIENT_SECRET}", _CLIENT_SECRET),
            (f'"bitbucket_client_secret": "{_CLIENT_SECRET}"', _CLIENT_SECRET),
        ),
        (
            f"BITBUCKET_CLIENT_SECRET={_CLIENT_SECRET}0",
            f"BITBUCKET_CLIENT_SECRET={'x' * len(_CLIENT_SECRET)}",
            f"checksum={_CLIENT_SECRET}",
            f"bitbucket_id={_CLIENT_SECRET}",
        ),
    ),
)
