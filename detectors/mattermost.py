"""Mattermost's access tokens and the URLs of its incoming webhooks.

https://developers.mattermost.com/integrate/reference/personal-access-token/
https://developers.mattermost.com/integrate/webhooks/incoming/
"""

from __future__ import annotations

from typing import Final

from .base import CredentialType, Detector
from .filters.public_parts import HOSTS
from .forms import made, named, one, varied

TOKEN = one("mattermost-access-token", "Mattermost access token")
WEBHOOK = CredentialType(
    name="mattermost-webhook",
    title="Mattermost incoming webhook",
    parts=("key", "host"),
    secret=frozenset({"key"}),
    identity=("key",),
    hint="host",
)

_LETTERS: Final = "ybndrfg8ejkmcpqxot1uwisza345h769"  # its base32
_TOKEN: Final = made(_LETTERS, 26)

DETECTORS = (
    named(
        TOKEN,
        "matter[-_]?most",
        "[a-z0-9]{26}",
        ("mattermost", "matter-most", "matter_most"),
        ((f"MATTERMOST_TOKEN={_TOKEN}", _TOKEN), (f'mattermostToken = "{_TOKEN}"', _TOKEN)),
        (f"MATTERMOST_TOKEN={_TOKEN}0", f"mattermost_channel: {_TOKEN}", f"token: {_TOKEN}"),
        common=True,
        least=3.2,
    ),
    Detector(
        type=WEBHOOK,
        keywords=("/hooks/",),
        prefilter=rf"hooks/[{_LETTERS}]{{26}}",
        pattern=rf"https?://(?P<host>{HOSTS})/(?:[\w\-]{{1,32}}/)?hooks/(?P<key>[{_LETTERS}]{{26}})(?![\w\-])",
        check=varied("key", 3.2),
        examples=((f"curl -d @a.json https://chat.example.com/hooks/{_TOKEN}", _TOKEN),),
        near_misses=(f"https://chat.example.com/hooks/{'x' * 26}", f"https://chat.example.com/hooks/{_TOKEN}0"),
    ),
)
