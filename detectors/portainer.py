"""Portainer's access tokens.

https://docs.portainer.io/api/access
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, one, prefixed

TOKEN = one("portainer-access-token", "Portainer access token")

_TOKEN: Final = "ptr_" + made(BASE64, 43) + "="

DETECTORS = (
    prefixed(
        TOKEN,
        "ptr_[A-Za-z0-9+/]{43}=|ptr_[A-Za-z0-9]{32}",
        ("ptr_",),
        (
            (f"X-API-Key: {_TOKEN}", _TOKEN),
            (f"PORTAINER_TOKEN={_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-8],
            f"shared_{_TOKEN}",
            f"ptr_{'x' * 32}",
            "ptr_to_the_first_member_of_the_list",
        ),
        prefilter="ptr_[A-Za-z0-9+/]{32}",
        least=3.8,
    ),
)
