"""Client secrets of Huawei's developer platform: 64 hexadecimal digits, told by their name only.

https://developer.huawei.com/consumer/en/doc/HMSCore-Guides/open-platform-oauth-0000001053629189
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, keyed, made, named, one

SECRET = one("huawei-client-secret", "Huawei client secret", part="secret")

_SECRET: Final = made(HEX, 64)

DETECTORS = (
    named(
        SECRET,
        keyed(r"huawei|\bhms"),
        r"[0-9A-Fa-f]{64}",
        ("huawei", "hms"),
        ((f"HUAWEI_CLIENT_SECRET={_SECRET}", _SECRET), (f'huaweiClientSecret = "{_SECRET}"', _SECRET)),
        (
            f"HUAWEI_CLIENT_SECRET={_SECRET}0",
            f"huawei build {_SECRET}",
            f"HUAWEI_CLIENT_SECRET={'0' * len(_SECRET)}",
            f"CHECKSUM={_SECRET}",
        ),
        prefilter=r"(?:huawei|\bhms)[\s\S]{0,80}(?:secret|key|token|auth)",
    ),
)
