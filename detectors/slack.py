"""Slack's tokens: of bots, of users, of apps, and what rotates.

    xoxb-TEAM-BOT-...       a bot           xoxe.xoxb-1-...   the same where the app rotates its tokens: 12 hours
    xoxp-TEAM-USER-APP-...  a user          xoxe.xoxp-1-...   the same
    xapp-1-APP-N-...        an app          xoxe-1-...        a refresh token

https://docs.slack.dev/authentication/tokens and https://docs.slack.dev/authentication/using-token-rotation
"""

from __future__ import annotations

import re
from typing import Final

from .base import CredentialType, Detector, Parts
from .filters.placeholders import is_placeholder


def _kind(name: str, title: str) -> CredentialType:
    return CredentialType(
        name=name,
        title=title,
        parts=("token",),
        secret=frozenset({"token"}),
        identity=("token",),
        side_effects=("the access logs of the workspace record auth.test",),
    )


BOT = _kind("slack-bot-token", "Slack bot token")
USER = _kind("slack-user-token", "Slack user token")
APP = _kind("slack-app-token", "Slack app-level token")
REFRESH = _kind("slack-refresh-token", "Slack refresh token")

_DISTINCT: Final = 8  # of 24 random letters and digits, 20 +- 2 are distinct; of 32 hex digits, 14 +- 1
_DOCUMENTED: Final = re.compile(r"(?:0123456789|1234567890|abcdefghij|x{6})", re.IGNORECASE)


def _is_random(parts: Parts) -> bool:
    last = parts["token"].reveal().rpartition("-")[2]
    return len(set(last)) >= _DISTINCT and not is_placeholder(last) and not _DOCUMENTED.search(last)


def _pattern(token: str) -> str:
    return rf"(?P<token>{token})(?![A-Za-z0-9_\-])"


# Assembled so that no scanner trips on this file.
_LAST: Final = "kQ7mZt2XwR9b" + "Nc4LpVf8sHyD"
_HEX: Final = "3b6f0c9a51d7e284" + "c0a9f37e615b8d42"
_LONG: Final = "Mi0yLTU2MDk1MTEzNDIx" + "NjMtNTYwOTY2OTQ0NDE3OS01NTk1NjA3NDgyMDA3LTU2NjA3" * 3
_BOT: Final = f"xoxb-{'5609511342163'}-5604717800598-{_LAST}"
_OLD_BOT: Final = f"xoxb-{'560951134216'}-{_LAST}"
_USER: Final = f"xoxp-{'5609511342163'}-5604717800598-5595607482007-{_HEX}"
_APP: Final = f"xapp-1-{'A0643MS8HS5'}-6124193798113-{_HEX}{_HEX[::-1]}"

DETECTORS = (
    Detector(
        type=BOT,
        keywords=("xoxb-",),
        pattern=_pattern(r"xoxb-(?:[0-9]{8,14}-){1,2}[A-Za-z0-9]{18,34}|xoxe\.xoxb-[0-9]-[A-Za-z0-9]{100,300}"),
        check=_is_random,
        examples=(
            (f"SLACK_BOT_TOKEN={_BOT}", _BOT),
            (f"curl -H 'Authorization: Bearer {_OLD_BOT}'", _OLD_BOT),
            (f'"token":"xoxe.xoxb-1-{_LONG}"', f"xoxe.xoxb-1-{_LONG}"),
        ),
        near_misses=(
            "xoxb-" + "123456789012-short",
            "xoxb-" + "123456789012-1234567890123-" + "x" * 24,
            "xoxb-" + "123456789012-1234567890123-abcdefghij" + "klmnopqrstuvwx",
            f"{_BOT}_a",
            _BOT[:-7],
            f"xoxz{_BOT[4:]}",
        ),
    ),
    Detector(
        type=USER,
        keywords=("xoxp-",),
        pattern=_pattern(r"xoxp-(?:[0-9]{8,14}-){2,3}[A-Za-z0-9]{24,34}|xoxe\.xoxp-[0-9]-[A-Za-z0-9]{100,300}"),
        check=_is_random,
        examples=(
            (f"token: {_USER}", _USER),
            (f"SLACK=xoxe.xoxp-1-{_LONG}", f"xoxe.xoxp-1-{_LONG}"),
        ),
        near_misses=(
            "xoxp-" + "123456789012-123456789012-123456789012-" + "0123456789abcdef" * 2,
            "xoxe.xoxp-1-" + _LAST,
            f"{_USER}_x",
        ),
    ),
    Detector(
        type=APP,
        keywords=("xapp-",),
        pattern=_pattern(r"xapp-[0-9]-[A-Z0-9]{9,14}-[0-9]{9,14}-[a-z0-9]{64}"),
        check=_is_random,
        examples=((f'SLACK_APP_TOKEN="{_APP}"', _APP),),
        near_misses=(_APP[:-1], f"{_APP}0", "xapp-1-A0123456789-1234567890123-" + "0" * 64),
    ),
    Detector(
        type=REFRESH,
        keywords=("xoxe-",),
        pattern=_pattern(r"xoxe-[0-9]-[A-Za-z0-9]{100,300}"),
        check=_is_random,
        examples=((f"refresh_token=xoxe-1-{_LONG}", f"xoxe-1-{_LONG}"),),
        near_misses=("xoxe-1-" + _LAST, "xoxe-1-" + "x" * 147),
    ),
)
