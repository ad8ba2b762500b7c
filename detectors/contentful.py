"""Contentful: personal access tokens, and the tokens that read a space.

https://www.contentful.com/developers/docs/references/authentication/
"""

from __future__ import annotations

from typing import Final

from .forms import ALNUM, TELLING, made, named, one, prefixed

PERSONAL_ACCESS_TOKEN = one("contentful-personal-access-token", "Contentful personal access token")
DELIVERY_API_TOKEN = one("contentful-delivery-api-token", "Contentful delivery token")

_PERSONAL_ACCESS_TOKEN: Final = "CFPAT-" + made(ALNUM, 43)
_DELIVERY_API_TOKEN: Final = made(ALNUM, 43)

DETECTORS = (
    prefixed(
        PERSONAL_ACCESS_TOKEN,
        r"CFPAT-[A-Za-z0-9_\-]{43}",
        ("cfpat-",),
        (
            (f"CONTENTFUL_MANAGEMENT_TOKEN={_PERSONAL_ACCESS_TOKEN}", _PERSONAL_ACCESS_TOKEN),
            (f'client = Client("{_PERSONAL_ACCESS_TOKEN}")', _PERSONAL_ACCESS_TOKEN),
        ),
        (
            _PERSONAL_ACCESS_TOKEN[:-1],
            f"{_PERSONAL_ACCESS_TOKEN}0",
            f"CFPAT-{'x' * (len(_PERSONAL_ACCESS_TOKEN) - 6)}",
        ),
    ),
    named(
        DELIVERY_API_TOKEN,
        rf"contentful{TELLING}",
        r"[A-Za-z0-9_\-]{42}[A-Za-z0-9_\-=]",
        ("contentful",),
        (
            (f"CONTENTFUL_ACCESS_TOKEN={_DELIVERY_API_TOKEN}", _DELIVERY_API_TOKEN),
            (f'"contentful_access_token": "{_DELIVERY_API_TOKEN}"', _DELIVERY_API_TOKEN),
        ),
        (
            f"CONTENTFUL_ACCESS_TOKEN={_DELIVERY_API_TOKEN}0",
            f"CONTENTFUL_ACCESS_TOKEN={'x' * len(_DELIVERY_API_TOKEN)}",
            f"checksum={_DELIVERY_API_TOKEN}",
            f"contentful_id={_DELIVERY_API_TOKEN}",
        ),
    ),
)
