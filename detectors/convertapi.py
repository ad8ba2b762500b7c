"""ConvertAPI: the secret of an account.

https://docs.convertapi.com/docs/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("convertapi-api-key", "ConvertAPI API key", part="key")

_API_KEY: Final = made(ALNUM, 32)

DETECTORS = (
    named(
        API_KEY,
        rf"convertapi{TELLING}",
        r"(?:secret_[A-Za-z0-9]{16}|[A-Za-z0-9]{32}|[A-Za-z0-9]{16})",
        ("convertapi",),
        (
            (f"CONVERTAPI_API_KEY={_API_KEY}", _API_KEY),
            (f'convertapiApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CONVERTAPI_API_KEY={_API_KEY}0",
            f"CONVERTAPI_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"convertapi_id={_API_KEY}",
        ),
        check=has_digits("key", 2),
    ),
)
