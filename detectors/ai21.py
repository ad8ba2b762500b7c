"""AI21 Studio: the API key of an account.

https://docs.ai21.com/reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import TELLING, UUID, made_uuid, named, one

API_KEY = one("ai21-api-key", "AI21 API key", part="key")

_API_KEY: Final = made_uuid()

DETECTORS = (
    named(
        API_KEY,
        rf'(?<![a-z])ai21(?:{TELLING}|(?=["\']?\s?[:=]))',
        rf"(?:{UUID}|[A-Za-z0-9]{{32}})",
        ("ai21",),
        (
            (f"AI21_API_KEY={_API_KEY}", _API_KEY),
            (f'ai21-api-key := "{_API_KEY}"', _API_KEY),
        ),
        (
            f"AI21_API_KEY={_API_KEY}0",
            f"AI21_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
        ),
    ),
)
