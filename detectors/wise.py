"""Wise's API tokens; it was TransferWise.

https://docs.wise.com/api-docs/features/authentication-access
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one
from .secretive import secretive

TOKEN = one("wise-api-token", "Wise API token")

_TOKEN: Final = made_uuid("wise-api-token")

DETECTORS = (
    secretive(
        TOKEN,
        "transferwise|wise[-_](?:api|token|access|secret)",
        UUID,
        ("wise",),
        ((f"WISE_API_TOKEN={_TOKEN}", _TOKEN), (f'"wise_api_token": "{_TOKEN}"', _TOKEN)),
        (
            f"WISE_API_TOKEN={_TOKEN}0x",
            f"WISE_API_TOKEN={_TOKEN[:-9]}",
            f"wise_commit={_TOKEN}",
            "WISE_API_TOKEN=your_wise_key_goes_here_1",
        ),
        alone=True,
    ),
)
