"""IPinfo's tokens.

https://ipinfo.io/developers
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("ipinfo-token", "IPinfo token")

_TOKEN: Final = made(HEX, 14)

DETECTORS = (
    named(
        TOKEN,
        "ip[-_]?info",
        "[0-9a-f]{14}",
        (
            "ipinfo",
            "ip-info",
            "ip_info",
        ),
        (
            (f"IPINFO_TOKEN={_TOKEN}", _TOKEN),
            (f'ipinfo_access_token: "{_TOKEN}"', _TOKEN),
        ),
        (
            f"IPINFO_TOKEN={_TOKEN}0",
            f"ipinfo_id = {_TOKEN}",
        ),
        common=True,
    ),
)
