"""Jotform's API keys.

https://api.jotform.com/docs/
"""

from __future__ import annotations

from typing import Final

from .forms import HEX, made, named, one, queried

KEY = one("jotform-api-key", "Jotform API key", part="key")

_KEY: Final = made(HEX, 32)

DETECTORS = (
    named(
        KEY,
        "jotform",
        "[0-9a-f]{32}",
        ("jotform",),
        (
            (f"JOTFORM_API_KEY={_KEY}", _KEY),
            (f'jotform_api_key: "{_KEY}"', _KEY),
        ),
        (
            f"JOTFORM_API_KEY={_KEY}0",
            f"jotform-4.0.tgz md5 {_KEY}",
        ),
        common=True,
    ),
    queried(
        KEY,
        r"api\.jotform\.com",
        "[0-9a-f]{32}",
        ("api.jotform.com",),
        ((f"https://api.jotform.com/user/forms?limit=9&apiKey={_KEY}", _KEY),),
        (
            f"https://api.jotform.com/form/{_KEY}",
            f"https://api.jotform.com/user?page={_KEY}",
        ),
    ),
)
