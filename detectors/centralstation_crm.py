"""CentralStationCRM: the API key of an account.

https://api.centralstationcrm.net/api-docs/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, has_digits, made, named, one

API_KEY = one("centralstation-crm-api-key", "CentralStationCRM API key", part="key")

_API_KEY: Final = made(LOWER, 30)

DETECTORS = (
    named(
        API_KEY,
        rf"central[-_]?station[-_]?(?:crm)?{TELLING}",
        r"[a-z0-9]{30}",
        ("central",),
        (
            (f"CENTRALSTATION_CRM_API_KEY={_API_KEY}", _API_KEY),
            (f"export CENTRALSTATION_CRM_API_KEY='{_API_KEY}'", _API_KEY),
        ),
        (
            f"CENTRALSTATION_CRM_API_KEY={_API_KEY}0",
            f"CENTRALSTATION_CRM_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"central[\-_]?station",
        check=has_digits("key"),
    ),
)
