"""Axiom: API tokens and personal tokens.

https://axiom.co/docs/reference/tokens
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, one, prefixed

TOKEN = one("axiom-token", "Axiom token")

_TOKEN: Final = "xaat-" + made_uuid()

DETECTORS = (
    prefixed(
        TOKEN,
        rf"xa[ap]t-{UUID}",
        (
            "xaat-",
            "xapt-",
        ),
        (
            (f"AXIOM_TOKEN={_TOKEN}", _TOKEN),
            (f"Authorization: Bearer {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}0",
            "xaat-00000000-0000-0000-0000-000000000000",
        ),
    ),
)
