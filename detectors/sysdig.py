"""Sysdig's API tokens.

https://docs.sysdig.com/en/administration/retrieve-the-sysdig-api-token/
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

TOKEN = one("sysdig-api-token", "Sysdig API token")

_TOKEN: Final = made_uuid("sysdig-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "sysdig|sdc[-_](?:secure|monitor)",
        UUID,
        ("sysdig", "sdc_secure", "sdc_monitor", "sdc-secure", "sdc-monitor"),
        ((f"SYSDIG_API_TOKEN={_TOKEN}", _TOKEN), (f'"sysdig_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"SYSDIG_API_TOKEN={_TOKEN}0x",
            f"SYSDIG_API_TOKEN={_TOKEN[:-9]}",
            f"sysdig_commit={_TOKEN}",
            "SYSDIG_API_TOKEN=your_sysdig_key_goes_here_1",
        ),
    ),
)
