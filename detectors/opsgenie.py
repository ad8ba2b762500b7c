"""Opsgenie's API keys.

https://docs.opsgenie.com/docs/api-key-management
"""

from __future__ import annotations

from typing import Final

from .forms import made_uuid, named, one

KEY = one("opsgenie-api-key", "Opsgenie API key", part="key")

_KEY: Final = made_uuid()

DETECTORS = (
    named(
        KEY,
        "ops[-_]?genie",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        (
            "opsgenie",
            "ops-genie",
            "ops_genie",
        ),
        (
            (f"OPSGENIE_API_KEY={_KEY}", _KEY),
            (f'opsgenieKey: "{_KEY}"', _KEY),
        ),
        (
            f"OPSGENIE_API_KEY={_KEY}0",
            f"opsgenie_team: {_KEY}",
        ),
        common=True,
    ),
    named(
        KEY,
        "geniekey",
        "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("geniekey",),
        ((f"Authorization: GenieKey {_KEY}", _KEY),),
        (
            f"GenieKey {_KEY}0",
            f"Genie {_KEY}",
        ),
    ),
)
