"""Linode's personal access tokens.

https://techdocs.akamai.com/linode-api/reference/get-started
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("linode-personal-access-token", "Linode personal access token")

_TOKEN: Final = made(HEX, 64)

DETECTORS = (
    named(
        TOKEN,
        "linode",
        "[0-9a-f]{64}",
        ("linode",),
        (
            (f"LINODE_TOKEN={_TOKEN}", _TOKEN),
            (f'linode_api_token = "{_TOKEN}"', _TOKEN),
        ),
        (
            f"LINODE_TOKEN={_TOKEN}0",
            f"linode-cli sha256 {_TOKEN}",
        ),
        common=True,
    ),
)
