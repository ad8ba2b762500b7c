"""Yandex' keys: its cloud's (API keys, IAM tokens, static access keys, captchas), OAuth tokens, older services' keys.

https://yandex.cloud/en/docs/iam/concepts/authorization/ and https://yandex.com/dev/id/doc/en/tokens/token-invalidate
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import DIGITS, HEX, URL_SAFE, assignment, made, one, prefixed
from .secretive import alnum, hexes, secretive

API_KEY = one("yandex-cloud-api-key", "Yandex Cloud API key", part="key")
IAM = one("yandex-cloud-iam-token", "Yandex Cloud IAM token")
OAUTH = one("yandex-oauth-token", "Yandex OAuth token")
CAPTCHA = one("yandex-smartcaptcha-key", "Yandex SmartCaptcha server key", part="key")
SERVICE = one("yandex-service-api-key", "Yandex service API key", part="key")
STATIC = CredentialType(
    name="yandex-cloud-access-secret",
    title="Yandex Cloud static access key",
    parts=("secret", "id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_ALSO: Final = r"_\-"
_API_KEY: Final = "AQVN" + made(URL_SAFE, 36, "yandex")
_IAM: Final = f"t1.9euelZ{made(URL_SAFE, 60, 'a')}.{made(URL_SAFE, 86, 'b')}"
_OAUTH: Final = "y0_Ag" + made(URL_SAFE, 55, "yandex")
_STATIC: Final = "YC" + made(URL_SAFE, 38, "yandex")
_DATE: Final = f"2015{made(DIGITS, 4)}T{made(DIGITS, 6)}Z"
_SERVICE: Final = f"dict.1.1.{_DATE}.{made(HEX, 16)}.{made(HEX, 40)}"

DETECTORS = (
    prefixed(
        API_KEY,
        "AQVN" + alnum(35, 38, also=_ALSO),
        ("aqvn",),
        ((f"YANDEX_API_KEY={_API_KEY}", _API_KEY), (f"Authorization: Api-Key {_API_KEY}", _API_KEY)),
        (_API_KEY[:-4], f"x{_API_KEY}", "AQVN" + "x" * 36),
        prefilter=r"aqvn[\w\-]{35}",
        least=4.0,
    ),
    prefixed(
        IAM,
        r"t1\.[A-Za-z0-9_\-]{3,400}={0,2}\.[A-Za-z0-9_\-]{86}={0,2}",
        ("t1.",),
        ((f"YC_TOKEN={_IAM}", _IAM), (f"Authorization: Bearer {_IAM}", _IAM)),
        (_IAM[:-1], f"{_IAM}0", f"x{_IAM}", f"t1.abc.{'x' * 86}"),
        prefilter=r"\bt1\.[\w\-]{3}",
        least=4.0,
    ),
    prefixed(
        OAUTH,
        r"y[0-9]_[A-Za-z0-9_\-]{55,64}",
        ("y0_", "y1_", "y2_", "y3_"),
        ((f"YANDEX_TOKEN={_OAUTH}", _OAUTH), (f"Authorization: OAuth {_OAUTH}", _OAUTH)),
        (_OAUTH[:-9], f"x{_OAUTH}", "y0_" + "x" * 56),
        prefilter=r"y[0-3]_[\w\-]{55}",
        least=4.0,
    ),
    prefixed(
        CAPTCHA,
        "ysc2_" + alnum(32, 80),
        ("ysc2_",),
        ((f"SMARTCAPTCHA_SERVER_KEY=ysc2_{made(HEX, 48)}", f"ysc2_{made(HEX, 48)}"),),
        ("ysc2_" + "x" * 48, "ysc1_" + made(HEX, 48)),
    ),
    prefixed(
        SERVICE,
        rf"(?:trnsl|dict|pdct)\.1\.1\.[0-9]{{8}}T[0-9]{{6}}Z\.[0-9a-f]{{16}}\.{hexes(40)}",
        ("trnsl.1.1.", "dict.1.1.", "pdct.1.1."),
        ((f"KEY={_SERVICE}", _SERVICE),),
        (_SERVICE[:-1], f"{_SERVICE}0", "dict.1.1.your-key"),
    ),
    secretive(
        STATIC,
        r"yandex|yc[-_](?:secret|access|s3|storage|static)|aws[-_]secret",
        "YC" + alnum(38, also=_ALSO),
        ("yandex", "yc_", "yc-", "aws_secret", "aws-secret"),
        (
            (f"YANDEX_SECRET_ACCESS_KEY={_STATIC}", _STATIC),
            (f"aws_secret_access_key = {_STATIC}", _STATIC),
            (f"YC_S3_SECRET={_STATIC}", _STATIC),
        ),
        (f"YANDEX_SECRET_ACCESS_KEY={_STATIC}0", f"yandex_commit={_STATIC}", f"YANDEX_SECRET_KEY=YC{'x' * 38}"),
        companions=(("id", assignment("id", r"key[-_]?id|access[-_]?key", r"YC[A-Za-z0-9_\-]{23}")),),
        least=3.5,
    ),
)
