"""The URLs of Microsoft Teams' incoming webhooks: who has one writes into the channel.

https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, made, one, varied

WEBHOOK = one("teams-webhook", "Microsoft Teams webhook", part="url")

_ID: Final = r"[0-9a-zA-Z]{8}(?:-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}"
_PATH: Final = rf"{_ID}@{_ID}/IncomingWebhook/[0-9a-zA-Z]{{32}}/{_ID}(?:/V2[A-Za-z0-9_\-]{{40,60}})?"


def _example(start: str) -> str:
    ids = ["-".join(made(HEX, length, seed) for length in (8, 4, 4, 4, 12)) for seed in "abc"]
    return f"https://{start}/{ids[0]}@{ids[1]}/IncomingWebhook/{made(HEX, 32)}/{ids[2]}"


_URL: Final = _example("acme.webhook.office.com/webhookb2")
_OLD: Final = _example("outlook.office.com/webhook")

DETECTORS = (
    Detector(
        type=WEBHOOK,
        keywords=("/incomingwebhook/",),
        pattern=(
            r"(?P<url>https://(?:[a-z0-9\-]{1,63}\.webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook(?:b2)?)"
            rf"/{_PATH})(?![A-Za-z0-9_\-])"
        ),
        check=varied("url", 3.6),
        examples=((f"TEAMS_WEBHOOK={_URL}", _URL), (f"webhooks: {_OLD}", _OLD)),
        near_misses=(_URL[:-1], _URL.replace("IncomingWebhook", "JenkinsCI"), "https://outlook.office.com/webhook/"),
    ),
)
