"""Databox' push tokens: 20 to 22 letters and digits, told by their name only.

https://developers.databox.com/docs
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, keyed, made, named, one

TOKEN = one("databox-push-token", "Databox push token")

_TOKEN: Final = made(ALNUM, 22)

DETECTORS = (
    named(
        TOKEN,
        keyed("databox"),
        r"[A-Za-z0-9]{20,22}",
        ("databox",),
        ((f"DATABOX_PUSH_TOKEN={_TOKEN}", _TOKEN), (f'databoxPushToken = "{_TOKEN}"', _TOKEN)),
        (f"DATABOX_PUSH_TOKEN={_TOKEN}0", f"databox build {_TOKEN}", f"DATABOX_PUSH_TOKEN={'x' * 22}"),
        least=3.3,
    ),
)
