"""Baidu AI Cloud: an access key id, which works beside its secret, and the API keys of Qianfan, which hold such an id.

https://intl.cloud.baidu.com/doc/Reference/s/9jwvz2egb-en and https://cloud.baidu.com/doc/qianfan-api/s/ym9chdsy5
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, HEX, assignment, made, one, prefixed
from .secretive import hexes

ACCESS_KEY = CredentialType(
    name="baidu-access-key",
    title="Baidu Cloud access key",
    parts=("key_id", "secret"),
    secret=frozenset({"key_id", "secret"}),
    identity=("key_id",),
)
QIANFAN_KEY = one("baidu-qianfan-api-key", "Baidu Qianfan API key", part="key")

_ACCESS_KEY: Final = "ALTAK" + made(ALNUM, 21)
_QIANFAN: Final = f"bce-v3/ALTAK-{made(ALNUM, 21, 'qianfan')}/{made(HEX, 40, 'qianfan')}"

DETECTORS = (
    prefixed(
        ACCESS_KEY,
        r"ALTAK[A-Za-z0-9]{21}",
        ("altak",),
        (
            (f"BAIDU_ACCESS_KEY_ID={_ACCESS_KEY}", _ACCESS_KEY),
            (f"Authorization: Bearer {_ACCESS_KEY}", _ACCESS_KEY),
        ),
        (
            _ACCESS_KEY[:-1],
            f"{_ACCESS_KEY}0",
            f"ALTAK{'x' * (len(_ACCESS_KEY) - 5)}",
        ),
        companions=(("secret", assignment("secret", r"secret", r"[a-f0-9]{32}")),),
    ),
    prefixed(
        QIANFAN_KEY,
        r"bce-v3/ALTAK-[A-Za-z0-9]{21}/" + hexes(40),
        ("bce-v3/altak-",),
        ((f"QIANFAN_API_KEY={_QIANFAN}", _QIANFAN), (f"Authorization: Bearer {_QIANFAN}", _QIANFAN)),
        (_QIANFAN[:-1], f"{_QIANFAN}0", f"x{_QIANFAN}", f"bce-v3/ALTAK-{'x' * 21}/{'0' * 40}"),
    ),
)
