"""Client secrets of Huawei's developer platform: 64 hexadecimal digits, told by their name and the company's.

https://developer.huawei.com/consumer/en/doc/HMSCore-Guides/open-platform-oauth-0000001053629189
"""

from __future__ import annotations

import re
from typing import Final

from .base import Confidence, CredentialType, Detector
from .forms import HEX, assignment, made, varied

SECRET = CredentialType(
    name="huawei-client-secret",
    title="Huawei client secret",
    parts=("secret", "client_id"),
    secret=frozenset({"secret"}),
    identity=("secret",),
)

_COMPANY: Final = re.compile(r"huawei|(?<![a-z])hms[_-]", re.IGNORECASE)
_SECRET: Final = made(HEX, 64)

DETECTORS = (
    Detector(
        type=SECRET,
        keywords=("huawei", "hms_", "hms-"),
        pattern=assignment("secret", r"(?:client|app)[_-]?secret", r"[0-9A-Fa-f]{64}"),
        span=200,
        companions=(("client_id", assignment("client_id", r"(?:client|app)[_-]?id", r"\d{6,18}")),),
        unless=lambda text: _COMPANY.search(text) is None,
        confidence=Confidence.CONTEXT,
        check=varied("secret"),
        examples=(
            (f"HUAWEI_CLIENT_SECRET={_SECRET}", _SECRET),
            (f'"Huawei": {{"ClientId": "100809947", "ClientSecret": "{_SECRET}"}}', _SECRET),
        ),
        near_misses=(
            f"HUAWEI_CLIENT_SECRET={_SECRET}0",
            f"OTHER_CLIENT_SECRET={_SECRET}",
            f"huawei sha256 {_SECRET}",
            f"HUAWEI_CLIENT_SECRET={'0' * 64}",
        ),
    ),
)
