"""Open VSX's access tokens.

https://github.com/eclipse-openvsx/openvsx/wiki/Publishing-Extensions
"""

from __future__ import annotations

from typing import Final

from .forms import made_uuid, one, prefixed

TOKEN = one("openvsx-access-token", "Open VSX access token")

_TOKEN: Final = "ovsxat_" + made_uuid()

DETECTORS = (
    prefixed(
        TOKEN,
        "ovsxat_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        ("ovsxat_",),
        (
            (f"OVSX_PAT={_TOKEN}", _TOKEN),
            (f"npx ovsx publish -p {_TOKEN}", _TOKEN),
        ),
        (
            _TOKEN[:-1],
            f"{_TOKEN}a",
        ),
    ),
)
