"""GetResponse's API keys: 32 letters and digits, told by their name only.

https://apidocs.getresponse.com/v3/authentication/apikey
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, keyed, made, named, one

KEY = one("getresponse-api-key", "GetResponse API key", part="key")

_KEY: Final = made(LOWER, 32)

DETECTORS = (
    named(
        KEY,
        keyed(r"get[-_]?response"),
        r"[a-z0-9]{32}",
        ("getresponse", "get_response", "get-response"),
        ((f"GETRESPONSE_API_KEY={_KEY}", _KEY), (f'getresponseApiKey = "{_KEY}"', _KEY)),
        (
            f"GETRESPONSE_API_KEY={_KEY}0",
            f"getresponse build {_KEY}",
            f"GETRESPONSE_API_KEY={'0' * len(_KEY)}",
            f"CHECKSUM={_KEY}",
        ),
    ),
)
