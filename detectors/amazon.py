"""Amazon's keys that are not access keys: of Bedrock, AppSync, Marketplace Web Service, Login with Amazon.

    ABSK...                       a long-term key of Bedrock: base64 of a name, BedrockAPIKey-...
    bedrock-api-key-YmVkcm9j...   a short-term one: base64 of a signed request to bedrock.amazonaws.com
    da2-...                       an API key of AppSync

https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html and
https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, BASE64, HEX, LOWER, UUID, made, one, prefixed

BEDROCK = one("aws-bedrock-api-key", "Amazon Bedrock API key", part="key")
BEDROCK_SHORT = one("aws-bedrock-short-term-api-key", "Amazon Bedrock short-term API key", part="key")
APPSYNC = one("aws-appsync-api-key", "AWS AppSync API key", part="key")
MWS = one("amazon-mws-auth-token", "Amazon MWS auth token")
OAUTH = one("amazon-oauth-client-secret", "Login with Amazon client secret", part="secret")
REFRESH = one("amazon-oauth-refresh-token", "Login with Amazon refresh token")

_BEDROCK: Final = "ABSKQmVkcm9ja0FQSUtleS" + made(BASE64, 110)
_BEDROCK_SHORT: Final = "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t" + made(BASE64, 400)
_APPSYNC: Final = "da2-" + made(LOWER, 26)
_MWS: Final = f"amzn.mws.{made(HEX, 8)}-{made(HEX, 4)}-{made(HEX, 4, 'b')}-{made(HEX, 4, 'c')}-{made(HEX, 12)}"
_OAUTH: Final = "amzn1.oa2-cs.v1." + made(HEX, 64)
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
)
