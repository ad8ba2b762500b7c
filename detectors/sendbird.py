"""Sendbird's API tokens, and older ones that look like the id of an application.

https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, UUID, made, made_uuid, named, one
from .secretive import hexes, secretive

TOKEN = one("sendbird-api-token", "Sendbird API token")
ACCESS = one("sendbird-access-token", "Sendbird access token")

_TOKEN: Final = made(HEX, 40, "sendbird-api-token")
_ACCESS: Final = made_uuid("sendbird-access-token")

DETECTORS = (
    secretive(
        TOKEN,
        "sendbird",
        hexes(40),
        ("sendbird",),
        ((f"SENDBIRD_API_TOKEN={_TOKEN}", _TOKEN), (f'"sendbird_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SENDBIRD_API_TOKEN={_TOKEN}0x",
            f"SENDBIRD_API_TOKEN={_TOKEN[:-10]}",
            f"sendbird_commit={_TOKEN}",
            "SENDBIRD_API_TOKEN=your_sendbird_key_goes_here_1",
        ),
    ),
    named(
        ACCESS,
        r"sendbird[\w.\-]{0,16}(?:token|secret)",
        UUID,
        ("sendbird",),
        ((f"SENDBIRD_ACCESS_TOKEN={_ACCESS}", _ACCESS), (f'"sendbird_access_token": "{_ACCESS}"', _ACCESS)),
        (f"SENDBIRD_APP_ID={_ACCESS}", f"SENDBIRD_ACCESS_TOKEN={_ACCESS[:-1]}", "SENDBIRD_ACCESS_TOKEN=your-token"),
        prefilter=r"sendbird[\w.\-]{0,16}(?:token|secret)",
    ),
)
