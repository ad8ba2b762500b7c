"""Auth0: the secret of an application, which works beside its client id at the domain of its tenant.

https://auth0.com/docs/get-started/applications/application-settings and
https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, URL_SAFE, assignment, made, named

CLIENT = CredentialType(
    name="auth0-client-secret",
    title="Auth0 client secret",
    parts=("secret", "client_id", "domain"),
    secret=frozenset({"secret"}),
    identity=("secret",),
    hint="domain",
)

_SECRET: Final = made(URL_SAFE[:-2], 64)
_ID: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        CLIENT,
        r"(?:auth0|\ba0)[\w.\- ]{0,24}client[-_. ]?secret",
        r"[A-Za-z0-9_\-]{64}",
        ("client",),
        (
            (f"AUTH0_CLIENT_SECRET={_SECRET}", _SECRET),
            (
                f"AUTH0_DOMAIN=shop.eu.auth0.com\nAUTH0_CLIENT_ID='{_ID}'\nREACT_APP_AUTH0_CLIENT_SECRET='{_SECRET}'",
                _SECRET,
            ),
            (f'"auth0ClientSecret": "{_SECRET}"', _SECRET),
        ),
        (
            f"AUTH0_CLIENT_SECRET={_SECRET}0",
            f"AUTH0_CLIENT_SECRET={'x' * 64}",
            f"AUTH0_CLIENT_ID={_ID}",
            f"CLIENT_SECRET={_SECRET}",
        ),
        companions=(
            ("client_id", assignment("client_id", r"client[-_. ]?id", r"[A-Za-z0-9]{32}")),
            ("domain", r"(?<![\w.\-])(?P<domain>[a-z0-9][a-z0-9\-]{0,62}(?:\.[a-z]{2,4}){0,2}\.auth0\.com)(?![\w\-])"),
        ),
        prefilter=r"(?:auth0|a0)[\w.\- ]{0,24}client[\-_. ]?secret",
    ),
)
