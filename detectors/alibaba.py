"""Alibaba Cloud: an access key (LTAI) with its secret, one without the other, and the keys of a session (STS).

    LTAI5t...                     an access key, with 30 letters and digits for a secret
    STS.NT...                     a session, with a secret and a security token that begins with CAIS

https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair and
https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from .base import Confidence, CredentialType, Detector, Parts
from .forms import ALNUM, BASE64, TELLING, has_digits, made, named, one, varied

KEY = CredentialType(
    name="alibaba-access-key",
    title="Alibaba Cloud access key",
    parts=("key_id", "secret"),
    secret=frozenset({"secret"}),
    identity=("key_id", "secret"),
)
KEY_ID = CredentialType(
    name="alibaba-access-key-id",
    title="Alibaba Cloud access key id without its secret",
    parts=("key_id",),
    secret=frozenset(),
    identity=("key_id",),
)
SECRET = one("alibaba-secret-key", "Alibaba Cloud access key secret", part="secret")
SESSION_ID = replace(
    KEY_ID, name="alibaba-sts-access-key-id", title="Alibaba Cloud session's access key id", parts=("key_id",)
)
SESSION_SECRET = one("alibaba-sts-access-key-secret", "Alibaba Cloud session's secret", part="secret")
SESSION_TOKEN = one("alibaba-sts-security-token", "Alibaba Cloud security token")

_WORDS: Final = r"(?:alibaba|aliyun|alicloud|\boss\b|\bali)"
_SPAN: Final = 400
_ID: Final = r"(?<![A-Za-z0-9])(?P<key_id>LTAI[A-Za-z0-9]{12,21})(?![A-Za-z0-9])"
_30: Final = r"(?<![A-Za-z0-9+/_\-.])(?P<secret>[A-Za-z0-9]{30})(?![A-Za-z0-9+/=_\-.(])"
_SECRETS: Final = re.compile(_30, re.ASCII)

_mixed: Final = has_digits("secret", 2)
_is_secret: Final = varied("secret", 3.5, _mixed)


def _is_key(parts: Parts) -> bool:
    secret = parts["secret"].reveal()
    return _is_id(parts) and _is_secret(parts) and secret != secret.lower() and secret != secret.upper()


_is_id: Final = varied("key_id", 3.0, has_digits("key_id"))


def _paired(around: str) -> bool:
    return _SECRETS.search(around) is not None


def _beside_an_id(around: str) -> bool:
    return re.search(_ID, around, re.ASCII) is not None


_KEY_ID: Final = "LTAI5t" + made(ALNUM, 18)
_SECRET: Final = made(ALNUM, 30)
_STS_ID: Final = "STS.N" + made(ALNUM, 24)
_STS_SECRET: Final = made(ALNUM, 44)
_STS_TOKEN: Final = "CAIS" + made(BASE64, 300)

DETECTORS = (
    Detector(
        type=KEY,
        keywords=("ltai",),
        prefilter=r"LTAI[A-Za-z0-9]{12}",
        pattern=_ID,
        span=_SPAN,
        companions=(("secret", _30),),
        check=_is_key,
        examples=(
            (f"ALIBABA_CLOUD_ACCESS_KEY_ID={_KEY_ID}\nALIBABA_CLOUD_ACCESS_KEY_SECRET={_SECRET}", _SECRET),
            (f'{{"AccessKeyId": "{_KEY_ID}", "AccessKeySecret": "{_SECRET}"}}', _SECRET),
        ),
        near_misses=(f"AccessKeyId=LTAI{'x' * 20}\nAccessKeySecret={'x' * 30}", f"x{_KEY_ID[:9]}", _SECRET),
    ),
    Detector(
        type=KEY_ID,
        confidence=Confidence.CONTEXT,
        keywords=("ltai",),
        prefilter=r"LTAI[A-Za-z0-9]{12}",
        pattern=_ID,
        span=_SPAN + 32,
        unless=_paired,
        check=_is_id,
        examples=((f"OSS_ACCESS_KEY_ID={_KEY_ID}", _KEY_ID), (f'alibabaKey := "{_KEY_ID}"', _KEY_ID)),
        near_misses=(f"LTAI{'x' * 20}", _KEY_ID[:10], f"{_KEY_ID}00000000"),
    ),
    replace(
        named(
            SECRET,
            rf"{_WORDS}{TELLING}",
            r"[A-Za-z0-9]{30}",
            ("ali", "oss"),
            ((f"ALIBABA_ACCESS_KEY_SECRET={_SECRET}", _SECRET), (f'aliyunSecret = "{_SECRET}"', _SECRET)),
            (f"ALIYUN_SECRET={_SECRET}0", f"ALIYUN_SECRET={'x' * 30}", f"aliyun_id={_SECRET}", f"sum={_SECRET}"),
            check=_mixed,
            prefilter=rf"(?:alibaba|aliyun|alicloud|\boss|\bali){TELLING}",
        ),
        unless=_beside_an_id,
    ),
    Detector(
        type=SESSION_ID,
        keywords=("sts.",),
        prefilter=r"STS\.[A-Za-z0-9]{20}",
        pattern=r"(?<![A-Za-z0-9.])(?P<key_id>STS\.[A-Za-z0-9]{20,30})(?![A-Za-z0-9.])",
        check=varied("key_id", 3.3, has_digits("key_id", 2)),
        examples=((f"ALIBABA_CLOUD_ACCESS_KEY_ID={_STS_ID}", _STS_ID), (f'"AccessKeyId": "{_STS_ID}"', _STS_ID)),
        near_misses=("STS.short", _STS_ID.lower(), f"STS.{'x' * 24}", f"com.{_STS_ID}"),
    ),
    named(
        SESSION_SECRET,
        rf"{_WORDS}[\w.\- ]{{0,24}}secret",
        r"[A-Za-z0-9]{36,46}",
        ("ali", "oss"),
        (
            (f"ALIBABA_STS_ACCESS_KEY_SECRET={_STS_SECRET}", _STS_SECRET),
            (f"aliyun_sts_access_key_secret: {_STS_SECRET}", _STS_SECRET),
        ),
        ("AccessKeySecret=short", f"ALIYUN_SECRET={'x' * 44}", f"SECRET={_STS_SECRET}"),
        check=_mixed,
        prefilter=r"(?:alibaba|aliyun|alicloud|\boss|\bali)[\w.\- ]{0,24}secret",
    ),
    replace(
        named(
            SESSION_TOKEN,
            rf"(?:{_WORDS}|security){TELLING}",
            r"CAIS[A-Za-z0-9+/]{36,1600}={0,2}",
            ("cais",),
            (
                (f"ALIBABA_CLOUD_SECURITY_TOKEN={_STS_TOKEN}", _STS_TOKEN),
                (f'"SecurityToken": "{_STS_TOKEN}"', _STS_TOKEN),
            ),
            (f"token={_STS_TOKEN}", f"ALIYUN_TOKEN={_STS_TOKEN[:30]}", f"ALIYUN_TOKEN=CAIS{'x' * 60}"),
            prefilter=r"CAIS[A-Za-z0-9+/]{36}",
        ),
        span=1800,
    ),
)
