"""JumpCloud's API keys: `jca_` and older ones.

https://docs.jumpcloud.com/api/1.0/index.html#section/Authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, HEX, made, named, one, prefixed

KEY = one("jumpcloud-api-key", "JumpCloud API key", part="key")

_KEY: Final = "jca_" + made(ALNUM, 36)
_OLD: Final = made(HEX, 40)

DETECTORS = (
    prefixed(
        KEY,
        "jca_[A-Za-z0-9]{36}",
        ("jca_",),
        (
            (f"JUMPCLOUD_API_KEY={_KEY}", _KEY),
            (f"x-api-key: {_KEY}", _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}a",
        ),
    ),
    named(
        KEY,
        "jump[-_]?cloud",
        "[0-9a-f]{40}",
        (
            "jumpcloud",
            "jump-cloud",
            "jump_cloud",
        ),
        (
            (f"JUMPCLOUD_API_KEY={_OLD}", _OLD),
            (f'jumpcloud_api_key: "{_OLD}"', _OLD),
        ),
        (
            f"JUMPCLOUD_API_KEY={_OLD}0",
            f"jumpcloud at commit {_OLD}",
        ),
        common=True,
    ),
)
