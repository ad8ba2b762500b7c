"""Privy's app secrets, in base 58.

https://docs.privy.io/basics/get-started/dashboard/create-new-app
"""

from __future__ import annotations

from typing import Final

from .forms import made, one, prefixed

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

SECRET = one("privy-app-secret", "Privy app secret", part="secret")

_SECRET: Final = "privy_app_secret_" + made(_BASE58, 88, "privy")

DETECTORS = (
    prefixed(
        SECRET,
        r"privy_app_secret_[1-9A-HJ-NP-Za-km-z]{80,92}",
        ("privy_app_secret_",),
        (
            (f"PRIVY_APP_SECRET={_SECRET}", _SECRET),
            (f'new PrivyClient(appId, "{_SECRET}")', _SECRET),
        ),
        (
            _SECRET[:60],
            f"x{_SECRET}",
            "privy_app_secret_" + "x" * 88,
            "privy_app_secret_your-secret-here",
        ),
        least=4.0,
    ),
)
