"""MuleSoft Anypoint: access tokens, which are UUIDs, and the secrets of connected apps.

https://docs.mulesoft.com/access-management/connected-apps-developers
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

TOKEN = one("anypoint-token", "Anypoint token or client secret")

_TOKEN: Final = made_uuid()

DETECTORS = (
    named(
        TOKEN,
        rf"anypoint{TELLING}",
        rf"(?:{UUID}|[a-fA-F0-9]{{32}})",
        ("anypoint",),
        (
            (f"ANYPOINT_TOKEN={_TOKEN}", _TOKEN),
            (f"export ANYPOINT_TOKEN='{_TOKEN}'", _TOKEN),
        ),
        (
            f"ANYPOINT_TOKEN={_TOKEN}0",
            f"ANYPOINT_TOKEN={'x' * len(_TOKEN)}",
            f"checksum={_TOKEN}",
            f"anypoint_id={_TOKEN}",
        ),
    ),
)
