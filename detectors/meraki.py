"""The API keys of Cisco Meraki's dashboard.

https://developer.cisco.com/meraki/api-v1/authorization/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one

KEY = one("meraki-api-key", "Meraki dashboard API key", part="key")

_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        KEY,
        "meraki",
        "[0-9a-f]{40}",
        ("meraki",),
        (
            (f"MERAKI_DASHBOARD_API_KEY={_KEY}", _KEY),
            (f"X-Cisco-Meraki-API-Key: {_KEY}", _KEY),
        ),
        (
            f"MERAKI_DASHBOARD_API_KEY={_KEY}0",
            f"meraki at commit {_KEY}",
        ),
        common=True,
    ),
)
