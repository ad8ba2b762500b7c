"""Incoming webhooks of Microsoft Teams, and the Power Automate flows that came after: who knows the URL may post.

https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import HEX, URL_SAFE, made, made_uuid, one, varied

WEBHOOK = one("teams-webhook", "Microsoft Teams webhook", part="path")
FLOW = one("power-automate-webhook", "Power Automate webhook", part="signature")

_ID: Final = made_uuid("teams")
_PATH: Final = f"{_ID}@{_ID}/IncomingWebhook/{made(HEX, 32)}/{_ID}"
_SIGNATURE: Final = made(URL_SAFE, 43, "flow")
_FLOW: Final = f"workflows/{made(HEX, 32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sv=1.0&sig={_SIGNATURE}"

# UUIDs; test data of others has all letters in them.
_ANY_ID: Final = r"[0-9a-zA-Z]{8}(?:-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}"

DETECTORS = (
    Detector(
        type=WEBHOOK,
        keywords=("incomingwebhook",),
        pattern=(
            r"(?:\.webhook\.office\.com\\?/webhookb2|outlook\.office(?:365)?\.com\\?/webhook)\\?/"
            rf"(?P<path>{_ANY_ID}@{_ANY_ID}\\?/IncomingWebhook\\?/[0-9a-zA-Z]{{32}}\\?/"
            rf"{_ANY_ID}(?:\\?/V2[A-Za-z0-9_\-]{{10,80}})?)"
            r"(?![A-Za-z0-9_\-])"
        ),
        check=varied("path"),
        examples=(
            (f"https://acme.webhook.office.com/webhookb2/{_PATH}", _PATH),
            (f'"url": "https:\\/\\/outlook.office.com\\/webhook\\/{_PATH}"', _PATH),
        ),
        near_misses=(
            "https://acme.webhook.office.com/webhookb2/xxx/IncomingWebhook/xxx/xxx",
            f"https://acme.webhook.office.com/webhookb2/{_PATH[:-1]}",
            f"https://example.com/webhookb2/{_PATH}",
        ),
    ),
    Detector(
        type=FLOW,
        keywords=("/triggers/",),
        prefilter=r"/triggers/[\w\-]{1,40}/(?:paths/)?(?:invoke|run)",
        pattern=(
            r"(?:\.logic\.azure\.com|\.api\.powerplatform\.com)(?::443)?/[\w\-./]{10,200}/triggers/[\w\-]{1,40}/(?:paths/)?"
            r"(?:invoke|run)/?\?[^\s\"'<>]{1,300}?\bsig=(?P<signature>[A-Za-z0-9_\-]{43})(?![A-Za-z0-9_\-])"
        ),
        check=varied("signature", 3.4),
        examples=((f"https://prod-01.westeurope.logic.azure.com:443/{_FLOW}", _SIGNATURE),),
        near_misses=(
            f"https://example.com/{_FLOW}",
            f"https://prod-01.westeurope.logic.azure.com/{_FLOW[:-1]}",
        ),
    ),
)
