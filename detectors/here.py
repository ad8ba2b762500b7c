"""HERE's API keys: 43 characters of URL-safe base64, told by their name only.

https://www.here.com/docs/bundle/identity-and-access-management-developer-guide/page/topics/plat-using-apikeys.html
"""

from __future__ import annotations

from typing import Final

from .forms import URL_SAFE, made, named, one

KEY = one("here-api-key", "HERE API key", part="key")

_KEY: Final = made(URL_SAFE, 43)

DETECTORS = (
    named(
        KEY,
        r"(?<![a-z])here[-_]?(?:api|maps?|access|rest)",
        r"(?=[A-Za-z_\-]{0,42}\d)[A-Za-z0-9_\-]{43}",
        ("here",),
        ((f"HERE_API_KEY={_KEY}", _KEY), (f'hereApiKey = "{_KEY}"', _KEY)),
        (f"HERE_API_KEY={_KEY}0", f"over here {_KEY}", f"HERE_API_KEY={'x' * 43}"),
        least=4.0,
        prefilter=r"here[-_]?(?:api|maps?|access|rest)[\s\S]{0,120}[A-Za-z0-9_-]{43}",
    ),
)
