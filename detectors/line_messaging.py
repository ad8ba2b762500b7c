"""LINE: long-lived channel access tokens of the Messaging API, base64 that ends alike in all of them.

https://developers.line.biz/en/docs/basics/channel-access-token/
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, one, prefixed

TOKEN = one("line-channel-access-token", "LINE channel access token")

_END: Final = "/1O/w1cDnyilFU="
_TOKEN: Final = made(BASE64, 157, "line") + _END

DETECTORS = (
    prefixed(
        TOKEN,
        rf"[A-Za-z0-9+/]{{150,164}}{_END}",
        ("1o/w1cdnyilfu=",),
        ((f"LINE_CHANNEL_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f"Authorization: Bearer {_TOKEN}", _TOKEN)),
        (_TOKEN[40:], f"{'x' * 157}{_END}", f"{_TOKEN[:-1]}A"),
        least=4.5,
    ),
)
