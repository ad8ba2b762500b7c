"""Fibery's API tokens: 8 and 35 hexadecimal digits with a dot between.

https://the.fibery.io/@public/User_Guide/Guide/GraphQL-API-254
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

TOKEN = one("fibery-api-token", "Fibery API token")

_TOKEN: Final = f"{made(HEX, 8)}.{made(HEX, 35)}"

DETECTORS = (
    named(
        TOKEN,
        "fibery",
        r"[0-9a-f]{8}\.[0-9a-f]{35}",
        ("fibery",),
        ((f"FIBERY_API_TOKEN={_TOKEN}", _TOKEN), (f'fiberyApiToken = "{_TOKEN}"', _TOKEN)),
        (f"FIBERY_API_TOKEN={_TOKEN}0", f"TOKEN={_TOKEN}", f"FIBERY_API_TOKEN={_TOKEN[:-1]}"),
    ),
)
