"""Cypress Cloud: the record key of a project.

https://docs.cypress.io/cloud/account-management/projects#Record-keys
"""

from __future__ import annotations

from typing import Final

from .forms import UUID, made_uuid, named, one

RECORD_KEY = one("cypress-record-key", "Cypress record key", part="key")

_RECORD_KEY: Final = made_uuid()

DETECTORS = (
    named(
        RECORD_KEY,
        r"cypress[\w.\- ]{0,16}key",
        rf"{UUID}",
        ("cypress",),
        (
            (f"CYPRESS_RECORD_KEY={_RECORD_KEY}", _RECORD_KEY),
            (f"cypress_record_key: {_RECORD_KEY}", _RECORD_KEY),
        ),
        (
            f"CYPRESS_RECORD_KEY={_RECORD_KEY}0",
            f"CYPRESS_RECORD_KEY={'x' * len(_RECORD_KEY)}",
            f"checksum={_RECORD_KEY}",
        ),
    ),
)
