"""Greptile's API keys: 48 characters of base64, told by their name only.

https://www.greptile.com/docs/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import BASE64, made, named, one

KEY = one("greptile-api-key", "Greptile API key", part="key")

_KEY: Final = made(BASE64, 48)

DETECTORS = (
    named(
        KEY,
        "greptile",
        r"[A-Za-z0-9+/]{48}",
        ("greptile",),
        ((f"GREPTILE_API_KEY={_KEY}", _KEY), (f'greptileApiKey = "{_KEY}"', _KEY)),
        (f"GREPTILE_API_KEY={_KEY}0", f"greptile build {_KEY[:40]}", f"GREPTILE_API_KEY={'A' * 48}"),
        least=3.8,
    ),
)
