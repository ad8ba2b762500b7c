"""Pulumi's access tokens.

https://www.pulumi.com/docs/administration/access-identity/access-tokens/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

TOKEN = one("pulumi-access-token", "Pulumi access token")

_TOKEN: Final = "pul-" + made(HEX, 40)

DETECTORS = (
    prefixed(
        TOKEN,
        "pul-[0-9a-f]{40}",
        ("pul-",),
        (
            (f"PULUMI_ACCESS_TOKEN={_TOKEN}", _TOKEN),
            (f"pulumi login # token: {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            f"vi{_TOKEN}",
            f"pul-{'0' * 40}",
        ),
    ),
)
