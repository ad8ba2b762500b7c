"""Eventbrite's tokens and secrets: 20 capitals and digits, sometimes fewer, told by their name only.

https://www.eventbrite.com/platform/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, keyed, made, named, one

TOKEN = one("eventbrite-token", "Eventbrite private token")

_TOKEN: Final = made(UPPER, 20)

DETECTORS = (
    named(
        TOKEN,
        keyed("eventbrite"),
        r"[A-Z0-9]{18,20}",
        ("eventbrite",),
        ((f"EVENTBRITE_PRIVATE_TOKEN={_TOKEN}", _TOKEN), (f'eventbritePrivateToken = "{_TOKEN}"', _TOKEN)),
        (f"EVENTBRITE_TOKEN={_TOKEN}0", f"eventbrite event {_TOKEN}", f"EVENTBRITE_TOKEN={'X' * 20}"),
        least=3.0,
    ),
)
