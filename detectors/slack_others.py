"""What else Slack hands out: legacy and workspace tokens, the session of a browser, and URLs that post into a channel.

    xoxs- xoxo-   legacy tokens, and those of a user with short numbers     xoxc-   a browser's session
    xoxa- xoxr-   a workspace app's access and refresh tokens               xoxd-   the cookie that belongs to it
    hooks.slack.com/services/T.../B.../...   an incoming webhook: who knows the path may post

https://docs.slack.dev/authentication/tokens and https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
"""

from __future__ import annotations

import re
from typing import Final

from .base import CredentialType, Detector, Parts
from .filters.placeholders import is_placeholder
from .forms import ALNUM, HEX, UPPER, bits, made, one, prefixed

LEGACY = one("slack-legacy-token", "Slack legacy token")
WORKSPACE = one("slack-workspace-token", "Slack workspace token")
COOKIE = one("slack-session-cookie", "Slack session cookie", part="cookie")
WEBHOOK = one("slack-webhook", "Slack webhook", part="path")
# The cookie `d` is asked for beside it.
SESSION = CredentialType(
    name="slack-session-token",
    title="Slack session token",
    parts=("token", "cookie"),
    secret=frozenset({"token", "cookie"}),
    identity=("token",),
)

_COOKIE: Final = r"xoxd-[A-Za-z0-9%/+\-]{60,400}={0,2}"
_LEAST_BITS: Final = 3.0
_DOCUMENTED: Final = re.compile(r"(?i:0123456789|1234567890|abcdefghij)|8{8}|f{12}")


def _is_real(parts: Parts) -> bool:
    token = parts["token"].reveal()
    return not _DOCUMENTED.search(token) and not is_placeholder(token.partition("-")[2])


def _is_hook(parts: Parts) -> bool:
    last = parts["path"].reveal().replace("\\", "").rpartition("/")[2]
    return bits(last) >= _LEAST_BITS and not is_placeholder(last) and not _DOCUMENTED.search(last)


_NUMBERS: Final = "416843729158-132049654-5609968301"
_LEGACY: Final = f"xoxs-{_NUMBERS}-{made(HEX, 10)}"
_WORKSPACE: Final = f"xoxa-2-{_NUMBERS}-{made(HEX, 20)}"
_SESSION: Final = f"xoxc-{_NUMBERS}-{made(HEX, 64)}"
_D: Final = f"xoxd-{made(ALNUM + '%', 140)}"
_TEAM: Final = f"services/T{made(UPPER, 8, 'team')}/B{made(UPPER, 10, 'hook')}"
_HOOK: Final = f"{_TEAM}/{made(ALNUM, 24)}"
_WORKFLOW: Final = f"workflows/T{made(UPPER, 8)}/A{made(UPPER, 10)}/416843729158132049/{made(ALNUM, 24)}"

DETECTORS = (
    prefixed(
        LEGACY,
        r"xox[os]-(?:[0-9]{6,14}-){2,3}[0-9A-Fa-f]{10,64}|xoxe-(?:[0-9]{8,14}-){3}[0-9a-f]{32}|xoxp-(?:[0-9]{6,14}-){2,3}[0-9A-Fa-f]{10,23}",
        ("xoxs-", "xoxo-", "xoxe-", "xoxp-"),
        ((f"SLACK_TOKEN={_LEGACY}", _LEGACY), (f'"token": "{_LEGACY}"', _LEGACY)),
        (_LEGACY[:-4], f"x{_LEGACY}", "xoxp-" + "1234-1234-1234-" + made(HEX, 32), "xoxs-your-token"),
        check=_is_real,
    ),
    prefixed(
        WORKSPACE,
        r"xox[ar]-(?:[0-9]-)?(?:[0-9]{6,14}-){2,3}[0-9A-Fa-f]{10,40}|xox[ar]-(?:[0-9]-)?[0-9A-Za-z]{8,48}",
        ("xoxa-", "xoxr-"),
        ((f"SLACK_TOKEN={_WORKSPACE}", _WORKSPACE), (f"token: '{_WORKSPACE}'", _WORKSPACE)),
        (
            f"{_WORKSPACE}_x",
            f"x{_WORKSPACE}",
            "xoxa-2-" + "x" * 32,
            "xoxa-" + "123456789abcdef",
            "https://github.com/xoxa-nyc/xoxa-nyc.github.io",
        ),
        check=_is_real,
    ),
    Detector(
        type=SESSION,
        keywords=("xoxc-",),
        pattern=r"(?<![A-Za-z0-9_\-])(?P<token>xoxc-(?:[0-9]{8,14}-){3}[0-9A-Fa-f]{64})(?![A-Za-z0-9_\-])",
        span=1024,
        companions=(("cookie", rf"(?P<cookie>{_COOKIE})"),),
        check=_is_real,
        examples=((f"token={_SESSION}", _SESSION), (f"curl -F token={_SESSION} https://acme.slack.com/api/", _SESSION)),
        near_misses=(_SESSION[:-1], f"{_SESSION}0", "xoxc-" + "888888888888-" * 3 + "f" * 16 + made(HEX, 48)),
    ),
    prefixed(
        COOKIE,
        _COOKIE,
        ("xoxd-",),
        ((f"Cookie: d={_D}; d-s=1", _D), (f'SLACK_COOKIE="{_D}"', _D)),
        (_D[:50], f"x{_D}", "xoxd-" + "s" * 80),
        least=4.0,
    ),
    Detector(
        type=WEBHOOK,
        keywords=("hooks.slack",),
        pattern=(
            r"hooks\.slack(?:-gov)?\.com\\?/(?P<path>(?:services|workflows|triggers)\\?/"
            r"(?:[TE][A-Z0-9]{7,14}\\?/[AB]?[A-Z0-9]{7,20}\\?/(?:[0-9]{8,24}\\?/)?[A-Za-z0-9]{20,48}"
            r"|[A-Za-z0-9+/]{43,56}))(?![A-Za-z0-9+/])"
        ),
        check=_is_hook,
        examples=(
            (f"https://hooks.slack.com/{_HOOK}", _HOOK),
            (f"curl -d @- hooks.slack.com/{_WORKFLOW}", _WORKFLOW),
        ),
        near_misses=(
            f"https://hooks.slack.com/{_TEAM}",
            f"https://hooks.slack.com/{_TEAM}/{'X' * 24}",
            "https://hooks.slack.com/services/${SLACK_PATH}",
            f"https://example.com/{_HOOK}",
        ),
    ),
)
