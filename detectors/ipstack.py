"""ipstack's access keys.

https://ipstack.com/documentation
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one, queried

KEY = one("ipstack-access-key", "ipstack access key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        "ip[-_]?stack",
        "[0-9a-f]{32}",
        (
            "ipstack",
            "ip-stack",
            "ip_stack",
        ),
        (
            (f"IPSTACK_ACCESS_KEY={_KEY}", _KEY),
            (f'ipstack_key: "{_KEY}"', _KEY),
        ),
        (
            f"IPSTACK_ACCESS_KEY={_KEY}0",
            f"ipstack-1.0.tgz md5 {_KEY}",
        ),
        common=True,
    ),
    queried(
        KEY,
        r"api\.ipstack\.com",
        "[0-9a-f]{32}",
        ("api.ipstack.com",),
        ((f"http://api.ipstack.com/134.201.250.155?access_key={_KEY}", _KEY),),
        (
            f"http://api.ipstack.com/{_KEY}",
            f"http://api.ipstack.com/a?page={_KEY}",
        ),
    ),
)
