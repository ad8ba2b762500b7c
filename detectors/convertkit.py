"""Kit: the key and the secret of an account, formerly ConvertKit.

https://developers.kit.com/api-reference/authentication
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, has_digits, made, named, one

API_KEY = one("convertkit-api-key", "Kit API key", part="key")

_API_KEY: Final = made(ALNUM, 43)

DETECTORS = (
    named(
        API_KEY,
        rf"convertkit{TELLING}",
        r"(?:kit_[a-f0-9]{32}|[A-Za-z0-9_\-]{43}|[A-Za-z0-9_\-]{22})",
        ("convertkit",),
        (
            (f"CONVERTKIT_API_KEY={_API_KEY}", _API_KEY),
            (f'convertkitApiKey = "{_API_KEY}"', _API_KEY),
        ),
        (
            f"CONVERTKIT_API_KEY={_API_KEY}0",
            f"CONVERTKIT_API_KEY={'x' * len(_API_KEY)}",
            f"checksum={_API_KEY}",
            f"convertkit_id={_API_KEY}",
        ),
        check=has_digits("key"),
    ),
)
