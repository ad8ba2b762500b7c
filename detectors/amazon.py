"""Amazon's keys that are not access keys: of Bedrock, AppSync, Marketplace Web Service, Login with Amazon.

    ABSK...                       a long-term key of Bedrock: base64 of a name, BedrockAPIKey-...
    bedrock-api-key-YmVkcm9j...   a short-term one: base64 of a signed request to bedrock.amazonaws.com
    da2-...                       an API key of AppSync

https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html and
https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html#smtp-credentials-convert
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import ALNUM, BASE64, HEX, LOWER, UUID, made, one, prefixed, varied

BEDROCK = one("aws-bedrock-api-key", "Amazon Bedrock API key", part="key")
BEDROCK_SHORT = one("aws-bedrock-short-term-api-key", "Amazon Bedrock short-term API key", part="key")
APPSYNC = one("aws-appsync-api-key", "AWS AppSync API key", part="key")
MWS = one("amazon-mws-auth-token", "Amazon MWS auth token")
OAUTH = one("amazon-oauth-client-secret", "Login with Amazon client secret", part="secret")
REFRESH = one("amazon-oauth-refresh-token", "Login with Amazon refresh token")
SMTP = one("aws-ses-smtp-password", "Amazon SES SMTP password", part="password")

_BEDROCK: Final = "ABSKQmVkcm9ja0FQSUtleS" + made(BASE64, 110)
_BEDROCK_SHORT: Final = "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t" + made(BASE64, 400)
_APPSYNC: Final = "da2-" + made(LOWER, 26)
_MWS: Final = f"amzn.mws.{made(HEX, 8)}-{made(HEX, 4)}-{made(HEX, 4, 'b')}-{made(HEX, 4, 'c')}-{made(HEX, 12)}"
_OAUTH: Final = "amzn1.oa2-cs.v1." + made(HEX, 64)
_SMTP: Final = "BM" + made(BASE64, 42, "smtp")
_USER: Final = "AKIA" + made("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, "smtp")
_REFRESH: Final = "Atzr|" + made(ALNUM, 200)

DETECTORS = (
    prefixed(
        BEDROCK,
        r"ABSK[A-Za-z0-9+/]{109,269}={0,2}",
        ("absk",),
        ((f"AWS_BEARER_TOKEN_BEDROCK={_BEDROCK}", _BEDROCK), (f'api_key="{_BEDROCK}"', _BEDROCK)),
        (_BEDROCK[:80], f"a{_BEDROCK}", f"ABSK{'x' * 128}"),
        prefilter=r"ABSK[A-Za-z0-9+/]{109}",
    ),
    prefixed(
        BEDROCK_SHORT,
        r"bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[A-Za-z0-9+/]{40,3000}={0,2}",
        ("bedrock-api-key-ymv",),
        ((f"AWS_BEARER_TOKEN_BEDROCK={_BEDROCK_SHORT}", _BEDROCK_SHORT), (f"Bearer {_BEDROCK_SHORT}", _BEDROCK_SHORT)),
        (_BEDROCK_SHORT[:60], f"a{_BEDROCK_SHORT}", "bedrock-api-key-rotation-policy"),
    ),
    prefixed(
        APPSYNC,
        r"da2-[a-z0-9]{26}",
        ("da2-",),
        ((f"x-api-key: {_APPSYNC}", _APPSYNC), (f'"apiKey": "{_APPSYNC}"', _APPSYNC)),
        (_APPSYNC[:-1], f"{_APPSYNC}0", f"da2-{'x' * 26}"),
    ),
    prefixed(
        MWS,
        rf"amzn\.mws\.{UUID}",
        ("amzn.mws.",),
        ((f"MWS_AUTH_TOKEN={_MWS}", _MWS), (f"<token>{_MWS}</token>", _MWS)),
        (_MWS[:-1], f"{_MWS}0", "amzn.mws.00000000-0000-0000-0000-000000000000"),
    ),
    prefixed(
        OAUTH,
        r"amzn1\.oa2-cs\.v1\.[a-f0-9]{64}",
        ("amzn1.oa2-cs.",),
        ((f"LWA_CLIENT_SECRET={_OAUTH}", _OAUTH), (f'"client_secret": "{_OAUTH}"', _OAUTH)),
        (_OAUTH[:-1], f"{_OAUTH}0", f"amzn1.oa2-cs.v1.{'0' * 64}"),
    ),
    prefixed(
        REFRESH,
        r"Atzr\|[A-Za-z0-9_\-]{80,1000}",
        ("atzr|",),
        ((f"LWA_REFRESH_TOKEN={_REFRESH}", _REFRESH), (f'"refresh_token": "{_REFRESH}"', _REFRESH)),
        (_REFRESH[:40], f"a{_REFRESH}", f"Atzr|{'x' * 200}"),
    ),
    # Behind its server: base64 of a byte for the version, which is 4, and of 32 others.
    Detector(
        type=SMTP,
        keywords=("email-smtp",),
        pattern=r"\bemail-smtp(?:-fips)?\.[a-z0-9\-]{5,24}\.amazonaws\.com[\s\S]{1,400}?(?<![A-Za-z0-9+/=])"
        r"(?P<password>B[A-P][A-Za-z0-9+/]{42})(?![A-Za-z0-9+/=])",
        span=600,
        examples=(
            (f"[email-smtp.eu-west-1.amazonaws.com]:587 {_USER}:{_SMTP}", _SMTP),
            (f"host: email-smtp.us-east-1.amazonaws.com\nport: 587\nuser: {_USER}\npass: {_SMTP}\n", _SMTP),
        ),
        near_misses=(
            f"host: email-smtp.us-east-1.amazonaws.com\npass: {_SMTP}a",
            f"host: smtp.example.org\npass: {_SMTP}"[:28],
            f"host: email-smtp.us-east-1.amazonaws.com\npass: BA{'x' * 42}",
            f"host: email-smtp.us-east-1.amazonaws.com\npass: BR{_SMTP[2:]}",
        ),
        check=varied("password", 4.0),
    ),
)
