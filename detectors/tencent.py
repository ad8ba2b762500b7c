"""Tencent Cloud's secret keys, and the id that one works with: AKID in China, IKID elsewhere.

https://www.tencentcloud.com/document/product/598/32675
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, assignment, made, varied
from .secretive import alnum, secretive

KEY = CredentialType(
    name="tencent-cloud-secret-key",
    title="Tencent Cloud secret key",
    parts=("secret", "id"),
    secret=frozenset({"secret", "id"}),
    identity=("secret",),
)
ID = CredentialType(
    name="tencent-cloud-secret-id",
    title="Tencent Cloud secret id",
    parts=("id", "secret"),
    secret=frozenset({"id", "secret"}),
    identity=("id",),
)

_ID_VALUE: Final = r"[AI]KID[A-Za-z0-9]{32}"
_SECRET: Final = made(ALNUM, 32, "tencent")
_ID: Final = "AKID" + made(ALNUM, 32, "tencent")

DETECTORS = (
    secretive(
        KEY,
        r"(?:tencent|qcloud|cos)[\w.\-]{0,20}secret[-_.]?",
        alnum(32),
        ("tencent", "qcloud", "cos"),
        ((f"TENCENTCLOUD_SECRET_KEY={_SECRET}", _SECRET), (f'tencentSecretKey: "{_SECRET}"', _SECRET)),
        (f"TENCENTCLOUD_SECRET_KEY={_SECRET}0", f"TENCENT_SECRET_KEY={'x' * 32}", f"tencent_commit={_SECRET}"),
        built=False,
    ),
    Detector(
        type=ID,
        keywords=("akid", "ikid"),
        prefilter=r"\b[ai]kid[a-z0-9]{32}\b",
        span=256,
        pattern=rf"(?<![A-Za-z0-9_\-])(?P<id>{_ID_VALUE})(?![A-Za-z0-9_\-])",
        companions=(("secret", assignment("secret", r"secret[-_]?key", alnum(32))),),
        check=varied("id", 3.5),
        examples=((f"SecretId={_ID}", _ID), (f"SECRET_ID: {_ID}\nregion: ap-guangzhou", _ID)),
        near_misses=(_ID[:-1], f"{_ID}0", f"x{_ID}", "AKID" + "x" * 32),
    ),
)
