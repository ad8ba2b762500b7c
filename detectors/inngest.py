"""Inngest's keys: what signs its requests, of each environment, and what sends events.

https://www.inngest.com/docs/platform/signing-keys and https://www.inngest.com/docs/events/creating-an-event-key
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, URL_SAFE, made, one, prefixed
from .secretive import alnum, hexes, secretive

SIGNING = one("inngest-signing-key", "Inngest signing key", part="key")
EVENT = one("inngest-event-key", "Inngest event key", part="key")

_SIGNING: Final = "signkey-prod-" + made(HEX, 64, "inngest")
_EVENT: Final = made(URL_SAFE, 86, "inngest")

DETECTORS = (
    prefixed(
        SIGNING,
        r"signkey-[a-z]{2,16}-" + hexes(32, 64),
        ("signkey-",),
        ((f"INNGEST_SIGNING_KEY={_SIGNING}", _SIGNING), (f'signingKey: "{_SIGNING}"', _SIGNING)),
        (_SIGNING[:40], f"{_SIGNING}0", f"x{_SIGNING}", "signkey-prod-" + "0" * 64, "signkey-test-your-key"),
        least=3.0,
    ),
    secretive(
        EVENT,
        r"inngest",
        alnum(86, also="_\\-"),
        ("inngest",),
        ((f"INNGEST_EVENT_KEY={_EVENT}", _EVENT), (f'inngestEventKey: "{_EVENT}"', _EVENT)),
        (f"INNGEST_EVENT_KEY={_EVENT[:-1]}", f"INNGEST_EVENT_KEY={'x' * 86}", f"inngest_id={_EVENT}"),
        least=3.8,
    ),
)
