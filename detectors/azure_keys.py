"""Azure's keys that carry the mark of their service, and the keys of its AI services, which a header or a name tells.

    <33 of base64>+ASb<6>=          32 random bytes: Service Bus, Event Hubs, Relay, IoT, Redis, Event Grid
    <76 of base64>ACDb<6>==         64: Cosmos DB, Batch, machine learning, API management
    <42>AzSe<6>                     39: AI Search, container registry
    <44>AzFu<6>==                   40: Functions
    <52>JQQJ99<22>ACOG<4>           since 2024: the mark of every service stands there

https://github.com/microsoft/security-utilities and https://learn.microsoft.com/en-us/azure/ai-services/authentication
"""

from __future__ import annotations

import re
from typing import Final

from .base import CredentialType, Detector
from .forms import ALNUM, HEX, TELLING, made, named, one, varied

_B: Final = r"[A-Za-z0-9+/]"
_BEFORE: Final = r"(?<![A-Za-z0-9+/_\-])"

# The service, its mark, how many characters stand before it and what follows the six behind it.
_MARKS: Final = (
    ("cosmosdb", "Cosmos DB", "ACDb", 76, "=="),
    ("batch", "Batch", "+ABa", 76, "=="),
    ("ml-web-service", "machine learning", "+AMC", 76, "=="),
    ("apim", "API Management", "APIM", 76, "=="),
    ("service-bus", "Service Bus", "+ASb", 33, "="),
    ("event-hub", "Event Hubs", "+AEh", 33, "="),
    ("relay", "Relay", "+ARm", 33, "="),
    ("iot", "IoT", "AIoT", 33, "="),
    ("redis", "Cache for Redis", "AzCa", 33, "="),
    ("event-grid", "Event Grid", "AZEG", 33, "="),
    ("search", "AI Search", "AzSe", 42, ""),
    ("container-registry", "container registry", "+ACR", 42, ""),
    ("function", "Functions", "AzFu", 44, "=="),
)


def _marked(service: str, title: str, mark: str, before: int, end: str) -> Detector:
    # Functions writes the base64 of URLs.
    letters = r"[A-Za-z0-9_\-]" if mark == "AzFu" else _B
    value = made(ALNUM, before) + mark + made(ALNUM, 6) + end
    token = rf"{letters}{{{before}}}{re.escape(mark)}{letters}{{6}}{end}"
    return Detector(
        type=one(f"azure-{service}-key", f"Azure {title} key", part="key"),
        keywords=(mark.lower(),),
        prefilter=token.replace(r"\-", "-").replace("_-]", r"_\-]"),
        pattern=rf"{_BEFORE}(?P<key>{token})(?![A-Za-z0-9+/=_\-])",
        check=varied("key", 4.0),
        examples=((f"PRIMARY_KEY={value}", value), (f'"primaryKey": "{value}"', value)),
        near_misses=(
            value[: -7 - len(end)],
            f"A{value}",
            value.replace(mark, "Abcd"),
            "x" * before + mark + "x" * 6 + end,
        ),
    )


AI = one("azure-ai-services-key", "Azure AI services key", part="key")
OTHER = one("azure-annotated-key", "Azure key", part="key")

_AI: Final = made(ALNUM, 52) + "JQQJ99BF" + made(ALNUM, 15) + "AACOG" + made(ALNUM, 4)
_OTHER: Final = made(ALNUM, 52) + "JQQJ99BA" + made(ALNUM, 16) + "AWPS" + made(ALNUM, 4)
_PLAIN: Final = made(HEX, 32)
_SERVICES: Final = r"open[\-_. ]?ai|cognitive|search|speech|translator|vision|ai"


def _annotated(kind: CredentialType, mark: str, example: str) -> Detector:
    return Detector(
        type=kind,
        keywords=("jqqj9",),
        prefilter=r"[A-Za-z0-9]{52}JQQJ9[9DH]",
        pattern=(
            r"(?<![A-Za-z0-9])(?P<key>[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{18}"
            rf"{mark}[A-Za-z0-9]{{4}}(?:[A-Za-z0-9]{{2}}==)?)(?![A-Za-z0-9])"
        ),
        check=varied("key", 4.0),
        examples=(
            (f"AZURE_API_KEY={example}", example),
            (f'client = Client(api_key="{example}")', example),
            (f"key: {example}Ab==", f"{example}Ab=="),
        ),
        near_misses=(example[:-1], f"{example}0", example.replace("JQQJ", "ABCD")),
    )


DETECTORS = (
    *(_marked(*each) for each in _MARKS),
    _annotated(AI, "ACOG", _AI),
    _annotated(OTHER, r"(?!ACOG|AZDO)[A-Za-z][A-Za-z0-9]{3}", _OTHER),
    named(
        AI,
        rf"ocp-apim-subscription-key|azure[-_. ]?(?:{_SERVICES}){TELLING}",
        r"[a-f0-9]{32}",
        ("ocp-apim-subscription-key", "azure"),
        (
            (f"Ocp-Apim-Subscription-Key: {_PLAIN}", _PLAIN),
            (f'AZURE_OPENAI_API_KEY="{_PLAIN}"', _PLAIN),
        ),
        (f"AZURE_OPENAI_API_KEY={_PLAIN}0", f"AZURE_OPENAI_API_KEY={'0' * 32}", f"azure_openai_id={_PLAIN}"),
        prefilter=rf"ocp-apim-subscription-key|azure[\-_. ]?(?:{_SERVICES}){TELLING}",
    ),
)
