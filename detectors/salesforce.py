"""Salesforce's credentials: sessions and access tokens, refresh tokens, and the secret of a connected app.

    00D...!...   the organisation's id, "!", the token        5Aep861...   a refresh token
    3MVG9...     a consumer key, which everybody may know     its secret: 64 upper-case hexadecimal digits

https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_tokens_scopes.htm
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, UPPER_HEX, URL_SAFE, assignment, made, one, prefixed, varied
from .secretive import secretive

ACCESS = CredentialType(
    name="salesforce-access-token",
    title="Salesforce access token",
    parts=("token", "host"),
    secret=frozenset({"token"}),
    identity=("token",),
    hint="host",
)
REFRESH = one("salesforce-refresh-token", "Salesforce refresh token")
CONSUMER = CredentialType(
    name="salesforce-consumer-secret",
    title="Salesforce consumer secret",
    parts=("secret", "consumer_key"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_ORG: Final = "00D" + made(ALNUM, 12, "org")
_ACCESS: Final = f"{_ORG}!AQ{made(URL_SAFE, 94, 'salesforce')}"
_REFRESH: Final = "5Aep861" + made(ALNUM, 80, "salesforce")
_SECRET: Final = made(UPPER_HEX, 64, "salesforce")
_CONSUMER: Final = "3MVG9" + made(ALNUM, 80, "salesforce")

DETECTORS = (
    Detector(
        type=ACCESS,
        keywords=("00d", "00g"),
        prefilter=r"\b00[a-z0-9]{13,16}(?:!|%21)[\w.\-]{80}",
        pattern=(
            r"(?<![A-Za-z0-9_\-])(?P<token>00[A-Za-z0-9]{13}(?:[A-Za-z0-9]{3})?(?:!|%21)[A-Za-z0-9_.\-]{80,260})(?![A-Za-z0-9_/+])"
        ),
        span=512,
        companions=(
            (
                "host",
                r"(?<![\w.\-])(?P<host>[A-Za-z0-9][A-Za-z0-9\-]{0,62}(?:\.[a-z0-9]{1,16}){0,2}\.salesforce\.com)(?![\w.\-])",
            ),
        ),
        check=varied("token", 3.5),
        examples=(
            (f"SF_INSTANCE=https://acme.my.salesforce.com\nSF_ACCESS_TOKEN={_ACCESS}", _ACCESS),
            (f"Authorization: OAuth {_ACCESS}", _ACCESS),
        ),
        near_misses=(
            f"{_ORG}!short",
            f"{_ORG}!{'x' * 96}",
            f"{_ACCESS[:60]}/{_ACCESS[60:]}",
            _ACCESS.replace("!", "-"),
        ),
    ),
    prefixed(
        REFRESH,
        r"5Aep861[A-Za-z0-9._]{60,110}",
        ("5aep861",),
        ((f"refresh_token={_REFRESH}", _REFRESH),),
        (_REFRESH[:50], f"x{_REFRESH}", "5Aep861" + "x" * 80),
        least=3.5,
    ),
    secretive(
        CONSUMER,
        r"(?:salesforce|sfdc|sf[-_]|force)[\w.\-]{0,16}(?:client|consumer|app)[-_.]?",
        r"(?:[0-9A-F]{64}|[1-9][0-9]{17,18})",
        ("salesforce", "sfdc", "sf_", "sf-", "force"),
        (
            (f"SALESFORCE_CLIENT_ID={_CONSUMER}\nSALESFORCE_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'sfdcConsumerSecret: "{_SECRET}"', _SECRET),
        ),
        (f"SALESFORCE_CLIENT_SECRET={_SECRET}0", f"salesforce_client_sha256={_SECRET}", f"CLIENT_SECRET={_SECRET}"),
        built=False,
        companions=(
            ("consumer_key", r"(?<![A-Za-z0-9])(?P<consumer_key>3MVG9[A-Za-z0-9._]{70,110})(?![A-Za-z0-9._])"),
        ),
    ),
    # Without its provider's name, beside the consumer key that has a form of its own.
    Detector(
        type=CONSUMER,
        keywords=("3mvg9",),
        span=256,
        pattern=(
            r"(?<![A-Za-z0-9])(?P<consumer_key>3MVG9[A-Za-z0-9._]{70,110})(?![A-Za-z0-9._])[^A-Z]{0,12}"
            + assignment("secret", r"\b(?:client|consumer)[-_]?secret", r"(?:[0-9A-F]{64}|[1-9][0-9]{17,18})")
        ),
        check=varied("secret"),
        examples=((f"client_id={_CONSUMER}&client_secret={_SECRET}", _SECRET),),
        near_misses=(f"client_id={_CONSUMER}", f"client_id={_CONSUMER}&client_secret={_SECRET}0"),
    ),
)
