"""Baidu AI Cloud: an access key id, which works beside its secret.

https://intl.cloud.baidu.com/doc/Reference/s/9jwvz2egb-en
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType
from .forms import ALNUM, assignment, made, prefixed

ACCESS_KEY = CredentialType(
    name="baidu-access-key",
    title="Baidu Cloud access key",
    parts=("key_id", "secret"),
    secret=frozenset({"key_id", "secret"}),
    identity=("key_id",),
)

_ACCESS_KEY: Final = "ALTAK" + made(ALNUM, 21)

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
)
