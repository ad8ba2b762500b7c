"""Commerce.js: the API key of an account.

https://commercejs.com/docs/api/
"""

from __future__ import annotations

from typing import Final

from .forms import LOWER, TELLING, made, named, one

API_KEY = one("commercejs-api-key", "Commerce.js API key", part="key")

_API_KEY: Final = "sk_" + made(LOWER, 45)

DETECTORS = (
    named(
        API_KEY,
        rf"commerce[-_.]?js|chec[-_]{TELLING}",
        r"(?:sk|pk)_(?:test_)?[a-z0-9]{40,48}",
        (
            "commerce",
            "chec",
        ),
        (
            (f"COMMERCEJS_API_KEY={_API_KEY}", _API_KEY),
            (f'commercejsApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"COMMERCEJS_API_KEY={_API_KEY[:12]}",
            f"COMMERCEJS_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
        prefilter=r"commerce[\-_.]?js|chec[\-_]",
    ),
)
