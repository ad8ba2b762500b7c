"""Cisco Meraki: the API key of a dashboard's administrator.

https://developer.cisco.com/meraki/api-v1/authorization/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, TELLING, made, named, one

API_KEY = one("cisco-meraki-api-key", "Cisco Meraki API key", part="key")

_API_KEY: Final = made(HEX, 40)

DETECTORS = (
    named(
        API_KEY,
        rf"(?:(?<![A-Za-z])meraki|(?-i:Meraki)){TELLING}",
        r"[a-f0-9]{40}",
        ("meraki",),
        (
            (f"MERAKI_API_KEY={_API_KEY}", _API_KEY),
            (f"meraki_api_key: {_API_KEY}", _API_KEY),
        ),
        (
            f"MERAKI_API_KEY={_API_KEY}0",
            f"MERAKI_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"meraki_id={_API_KEY}",
            f"ReactNativeCameraKit: {_API_KEY}",
        ),
    ),
)
