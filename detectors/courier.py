"""Courier: the API key of a workspace, of production or for tests.

https://www.courier.com/docs/platform/workspaces/environments-api-keys
"""

from __future__ import annotations

from typing import Final

from .forms import UPPER, made, named, one

API_KEY = one("courier-api-key", "Courier API key", part="key")

_API_KEY: Final = "pk_prod_" + made(UPPER, 28)

DETECTORS = (
    named(
        API_KEY,
        r"courier",
        r"(?:pk|dk)_(?:prod|test)_[A-Za-z0-9]{24,28}",
        ("courier",),
        (
            (f"COURIER_AUTH_TOKEN={_API_KEY}", _API_KEY),
            (f"courier_auth_token: {_API_KEY}", _API_KEY),
        ),
        (
            "COURIER_AUTH_TOKEN=pk_prod_short",
            f"COURIER_AUTH_TOKEN=pk_prod_{'X' * 28}",
            f"checksum={_API_KEY}",
        ),
    ),
)
