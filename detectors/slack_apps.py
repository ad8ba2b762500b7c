"""The secrets of a Slack app: what its requests are signed with, and what it proves itself with when it is installed.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

from typing import Final

from .filters.says import DENIES
from .forms import HEX, made, named, one
from .secretive import hexes

SIGNING = one("slack-signing-secret", "Slack signing secret", part="secret")
CLIENT = one("slack-client-secret", "Slack client secret", part="secret")

_APP: Final = r"slack[\-_.]?(?:app[\-_.]?|bot[\-_.]?)?"
_KEYWORDS: Final = (
    *("slack_", "slack-", "slack.signing", "slack.client", "slacksigning", "slackclient"),
    *("slackapp", "slackbot", "slack.app", "slack.bot"),
)
_SIGNING: Final = made(HEX, 32, "slack-signing")
_CLIENT: Final = made(HEX, 32, "slack-client")

DETECTORS = (
    named(
        SIGNING,
        rf"{_APP}signing[\-_.]?secret{DENIES}",
        hexes(32),
        _KEYWORDS,
        ((f"SLACK_SIGNING_SECRET={_SIGNING}", _SIGNING), (f'slackSigningSecret: "{_SIGNING}"', _SIGNING)),
        (
            f"SLACK_SIGNING_SECRET={_SIGNING}0",
            f"SLACK_SIGNING_SECRET={'0' * 32}",
            f"slack_signing_secret_md5: {_SIGNING}",
        ),
    ),
    named(
        CLIENT,
        rf"{_APP}client[\-_.]?secret{DENIES}",
        hexes(32),
        _KEYWORDS,
        ((f"SLACK_CLIENT_SECRET={_CLIENT}", _CLIENT), (f'slack.clientSecret = "{_CLIENT}"', _CLIENT)),
        (f"SLACK_CLIENT_SECRET={_CLIENT}0", f"SLACK_CLIENT_SECRET={'0' * 32}", f"SLACK_CLIENT_SECRET_ID={_CLIENT}"),
    ),
)
