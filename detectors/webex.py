"""Access tokens of Webex bots and integrations.

https://developer.webex.com/docs/bots
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, UUID, made, made_uuid, named, one

TOKEN = one("webex-access-token", "Webex access token")

_TOKEN: Final = made(ALNUM, 64, "webex") + "_PF84_" + made_uuid("webex")

DETECTORS = (
    named(
        TOKEN,
        "webex",
        "[A-Za-z0-9]{64}_[A-Za-z0-9]{2,8}_" + UUID,
        ("webex",),
        ((f"WEBEX_ACCESS_TOKEN={_TOKEN}", _TOKEN), (f'"webex_access_token": "{_TOKEN}"', _TOKEN)),
        (f"WEBEX_ACCESS_TOKEN={_TOKEN}0", f"WEBEX_ACCESS_TOKEN={_TOKEN[:-1]}", "WEBEX_ACCESS_TOKEN=your-token"),
    ),
)
