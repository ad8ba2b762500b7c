"""Hex' tokens: of a person (`hxtp_`) or of a workspace (`hxtw_`).

https://learn.hex.tech/docs/api/api-overview
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed

TOKEN = one("hex-api-token", "Hex API token")

_TOKEN: Final = "hxtp_" + made(HEX, 96)

DETECTORS = (
    prefixed(
        TOKEN,
        r"hxt[pw]_[0-9a-f]{64,100}",
        ("hxtp_", "hxtw_"),
        ((f"HEX_API_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[:60], f"x{_TOKEN}", "hxtp_" + "0" * 96),
    ),
)
