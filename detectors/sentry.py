"""Sentry's tokens: of a user, an organisation, an integration, a user's app; keys of former days; the secret in a DSN.

    sntryu_ sntryi_ sntrya_   64 hexadecimal digits
    sntrys_                   base64 of {"iat": ..., "url": ..., "region_url": ..., "org": ...}, "_", 43 characters

https://docs.sentry.io/account/auth-tokens/ and https://docs.sentry.io/concepts/key-terms/dsn-explainer/
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Final

from .base import CredentialType, Detector, Parts
from .filters.public_parts import HOSTS, STOP
from .forms import BASE64, HEX, made, named, one, prefixed, varied
from .secretive import hexes, secretive

USER = one("sentry-user-token", "Sentry user token")
ORGANISATION = one("sentry-org-token", "Sentry organisation token")
INTEGRATION = one("sentry-integration-token", "Sentry integration token")
OLD = one("sentry-auth-token", "Sentry auth token")
API_KEY = one("sentry-api-key", "Sentry API key", part="key")
DSN = CredentialType(
    name="sentry-dsn-secret",
    title="Sentry DSN with its secret",
    parts=("secret", "key", "host"),
    secret=frozenset({"secret"}),
    identity=("key", "secret"),
    hint="host",
)

# Of configuration that names Sentry in another line than the key.
_BLOCKS: Final = (
    r"(?:sentry-cli[^\n]{0,80}--(?:api-key|auth-token)|provider[ \t]{1,4}\"sentry\"[^}]{0,200}?\btoken"
    r"|Sentry(?:Webpack|Cli)?Plugin\((?:(?!\bapiKey|\bauthToken)[^)]){0,400}(?:apiKey|authToken))"
)


def _is_statement(parts: Parts) -> bool:
    """Does it say where it is for?"""
    told = parts["token"].reveal().partition("_")[2].rpartition("_")[0].rstrip("=")
    try:
        fields = json.loads(base64.b64decode(told + "=" * (-len(told) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and fields.keys() >= {"iat", "org"}


_HEX: Final = made(HEX, 64, "sentry")
_USER, _INTEGRATION = f"sntryu_{_HEX}", f"sntryi_{_HEX}"
_SAYS: Final = base64.b64encode(b'{"iat":1687336543.69859,"url":null,"region_url":"http://x","org":"acme"}').decode()
_ORGANISATION: Final = f"sntrys_{_SAYS}_{made(BASE64, 43)}"
_KEY: Final = made(HEX, 32, "sentry")
_PUBLIC: Final = made(HEX, 32, "public")

DETECTORS = (
    prefixed(
        USER,
        r"sntry[ua]_" + hexes(64),
        ("sntryu_", "sntrya_"),
        ((f"SENTRY_AUTH_TOKEN={_USER}", _USER), (f"sentry-cli --auth-token {_USER} info", _USER)),
        (_USER[:-1], f"{_USER}0", "sntryu_" + "a" * 64, f"x{_USER}"),
    ),
    prefixed(
        INTEGRATION,
        "sntryi_" + hexes(64),
        ("sntryi_",),
        ((f"SENTRY_AUTH_TOKEN={_INTEGRATION}", _INTEGRATION),),
        (_INTEGRATION[:-1], f"{_INTEGRATION}0", "sntryi_" + "a" * 64),
    ),
    prefixed(
        ORGANISATION,
        r"sntrys_eyJ[A-Za-z0-9+/]{40,600}={0,2}_[A-Za-z0-9+/]{43}(?![+/=])",
        ("sntrys_",),
        ((f"SENTRY_AUTH_TOKEN={_ORGANISATION}", _ORGANISATION), (f"?token={_ORGANISATION}&a=b", _ORGANISATION)),
        (_ORGANISATION[:-1], f"{_ORGANISATION}a", f"sntrys_eyJ{'a' * 60}_{made(BASE64, 43)}"),
        check=_is_statement,
    ),
    secretive(
        OLD,
        "sentry",
        hexes(64),
        ("sentry",),
        ((f"SENTRY_AUTH_TOKEN={_HEX}", _HEX), (f'sentryToken := "{_HEX}"', _HEX)),
        (f"SENTRY_AUTH_TOKEN={_HEX}0", f"sentry_release={_HEX}", f"sentry-cli.tgz sha256={_HEX}"),
    ),
    secretive(
        API_KEY,
        "sentry",
        hexes(32),
        ("sentry",),
        ((f"SENTRY_API_KEY={_KEY}", _KEY),),
        (f"SENTRY_API_KEY={_KEY}0", f"sentry_event_id={_KEY}", f"SENTRY_API_KEY={'0' * 32}"),
    ),
    replace(
        named(
            OLD,
            _BLOCKS,
            hexes(64),
            ("sentry",),
            ((f"sentry-cli --auth-token {_HEX}", _HEX), (f'provider "sentry" {{\n  token = "{_HEX}"\n}}', _HEX)),
            (f"sentry-cli upload {_HEX}", f'provider "gitlab" {{\n  token = "{_HEX}"\n}}'),
            prefilter=r"sentry-cli|\"sentry\"|sentry(?:webpack|cli)?plugin\(",
        ),
        span=700,
    ),
    replace(
        named(
            API_KEY,
            _BLOCKS,
            hexes(32),
            ("sentry",),
            (
                (f"sentry-cli --api-key {_KEY}", _KEY),
                (f"new SentryPlugin({{\n  project: 'a',\n  apiKey: '{_KEY}',", _KEY),
            ),
            (f"sentry-cli upload {_KEY}", f"new SentryPlugin({{release: '{_KEY}'}})"),
            prefilter=r"sentry-cli|\"sentry\"|sentry(?:webpack|cli)?plugin\(",
        ),
        span=700,
    ),
    Detector(
        type=DSN,
        keywords=("://",),
        prefilter=r"://[0-9a-f]{32}:[0-9a-f]{32}@",
        pattern=rf"https?://(?P<key>[0-9a-f]{{32}}):(?P<secret>[0-9a-f]{{32}})@(?P<host>{HOSTS})(?:/[\w.\-]{{1,64}}){{0,3}}/[0-9]{{1,20}}{STOP}",
        check=varied("secret"),
        examples=((f"SENTRY_DSN=https://{_PUBLIC}:{_KEY}@sentry.example.com/2", _KEY),),
        near_misses=(
            f"https://{_PUBLIC}@o1.ingest.sentry.io/2",
            f"https://{_PUBLIC}:{'0' * 32}@sentry.io/2",
            f"https://{_PUBLIC}:{_KEY}@example.com/",
        ),
    ),
)
