"""Capsule: the access token of a user.

https://developer.capsulecrm.com/v2/overview/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, not_hex, one

API_KEY = one("capsule-crm-api-key", "Capsule API key", part="key")

_API_KEY: Final = made(ALNUM, 64)

DETECTORS = (
    named(
        API_KEY,
        rf"capsule[-_]?(?:crm)?{TELLING}",
        r"[A-Za-z0-9+/._\-]{64}",
        ("capsule",),
        (
            (f"CAPSULE_CRM_API_KEY={_API_KEY}", _API_KEY),
            (f'"capsule_crm_api_key": "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CAPSULE_CRM_API_KEY={_API_KEY}0",
            f"CAPSULE_CRM_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        check=not_hex("key"),
    ),
)
