"""Azure's keys of single services: a bot's channel, the nodes of a data factory, the access to a topic of Event Grid.

https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-authentication
https://learn.microsoft.com/en-us/azure/data-factory/create-self-hosted-integration-runtime (IR@...)
https://learn.microsoft.com/en-us/azure/event-grid/authenticate-with-access-keys (r=...&e=...&s=...)
"""

from __future__ import annotations

from typing import Final

from .base import Detector
from .forms import BASE64, URL_SAFE, UUID, made, made_uuid, one, varied

BOT = one("azure-bot-secret", "Azure bot channel secret", part="secret")
RUNTIME = one("azure-integration-runtime-key", "Azure integration runtime key", part="key")
TOPIC = one("azure-event-grid-signature", "Azure Event Grid signature", part="signature")

_BOT: Final = f"{made(URL_SAFE[:62], 11)}.{made(URL_SAFE[:62], 43)}"
_GUID: Final = made_uuid("runtime")
_RUNTIME: Final = f"IR@{_GUID}@orders@ServiceEndpoint=orders.eu.datafactory.azure.net@{made(BASE64[:62], 43)}="
_SHORT: Final = f"IR@{_GUID}@orders@we@{made(BASE64[:62], 43)}="
_SIGNATURE: Final = f"{made(BASE64[:62], 43)}%3d"
_RESOURCE: Final = "r=https%3a%2f%2forders.eu-1.eventgrid.azure.net%2fapi%2fevents&e=1%2f1%2f2031+12%3a02%3a52+AM"

DETECTORS = (
    Detector(
        type=BOT,
        keywords=("botframework", "directline", "botconnector"),
        pattern=(
            r"(?i:botframework|directline|botconnector)[^\n]{0,160}?(?<![\w.\-])"
            r"(?P<secret>[A-Za-z0-9_\-]{11}\.[A-Za-z0-9_\-]{43})(?![\w.\-])"
        ),
        check=varied("secret", 4.0),
        examples=(
            (f"Authorization: BotConnector {_BOT}", _BOT),
            (f"https://webchat.botframework.com/embed/orders?s={_BOT}", _BOT),
            (f"DIRECTLINE_TOKEN={_BOT}", _BOT),
        ),
        near_misses=(
            f"Authorization: BotConnector {_BOT[:-1]}",
            f"Authorization: BotConnector {_BOT}.{_BOT[:20]}",
            f"https://webchat.example.com/embed/orders?s={_BOT}",
            f"DIRECTLINE_TOKEN={'x' * 11}.{'x' * 43}",
        ),
    ),
    Detector(
        type=RUNTIME,
        keywords=("ir@",),
        prefilter=rf"\bIR@{UUID}@",
        pattern=rf"(?<![\w@])(?P<key>IR@{UUID}@[^\s@\"']{{1,128}}(?:@[^\s@\"']{{1,128}}){{1,2}}@[A-Za-z0-9+/]{{43}}=)(?![\w=])",
        check=varied("key", 4.0),
        examples=(
            (f'"authKey1": "{_RUNTIME}"', _RUNTIME),
            (f"dmgcmd -RegisterNewNode {_SHORT}", _SHORT),
        ),
        near_misses=(_RUNTIME[:-2], f"{_RUNTIME}0", f"IR@{_GUID}@orders", f"user{_RUNTIME}"),
    ),
    Detector(
        type=TOPIC,
        keywords=(".eventgrid.azure.net",),
        pattern=(
            r"(?<!\w)r=https%3[aA]%2[fF]%2[fF][\w.\-]{1,200}\.eventgrid\.azure\.net[\w.%\-]{0,120}&e=[\w%+.\-]{8,64}"
            r"&s=(?P<signature>[A-Za-z0-9%+/]{43,80}(?:%3[dD]|=))"
        ),
        check=varied("signature", 3.8),
        examples=(
            (f"Authorization: SharedAccessSignature {_RESOURCE}&s={_SIGNATURE}", _SIGNATURE),
            (f"aeg-sas-token: {_RESOURCE}&s={_SIGNATURE}", _SIGNATURE),
        ),
        near_misses=(f"{_RESOURCE}&s={'X' * 43}%3d", f"{_RESOURCE}&s=<signature>", f"{_RESOURCE[:20]}&s={_SIGNATURE}"),
    ),
)
