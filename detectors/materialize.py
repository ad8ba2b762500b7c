"""Materialize's app passwords: the id of a client and its secret, two UUIDs without their dashes.

https://materialize.com/docs/security/cloud/users-service-accounts/create-service-accounts/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, one, prefixed
from .secretive import hexes

KEY = one("materialize-app-password", "Materialize app password", part="password")

_KEY: Final = "mzp_" + made(HEX, 64, "materialize")

DETECTORS = (
    prefixed(
        KEY,
        r"mzp_" + hexes(64),
        ("mzp_",),
        (
            (f"MZ_PASSWORD={_KEY}", _KEY),
            (f'app-password = "{_KEY}"', _KEY),
        ),
        (
            _KEY[:-1],
            f"{_KEY}0",
            f"x{_KEY}",
            "mzp_" + "0" * 64,
            "mzp_cx_codes_source_stage",
        ),
        least=3.2,
    ),
)
